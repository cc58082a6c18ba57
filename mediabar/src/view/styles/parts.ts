import { css } from 'lit';

/** Channels, interactions, and the dialog. */
export const parts = css`
  .channels {
    display: grid;
    border-block-start: 1px solid var(--line);
  }
  .cell {
    display: grid;
    align-content: start;
    gap: 6px;
    min-inline-size: 0;
    padding: 10px 14px;
    border-block-start: 1px solid var(--line);
  }
  .cell:first-child {
    border-block-start: 0;
  }
  .cell.all {
    background: var(--raised);
  }
  .cell[data-mood='Ready'] {
    box-shadow: inset 0 3px var(--good);
  }
  .cell[data-mood='NotReady'] {
    box-shadow: inset 0 3px var(--wait);
  }
  .cell[data-mood='Unavailable'] {
    box-shadow: inset 0 3px var(--bad);
  }
  .cell-head,
  .cell-state {
    display: flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 0;
    white-space: nowrap;
  }
  .cell-head {
    min-block-size: 30px;
  }
  .all :is(.cell-head, .cell-commands) {
    flex-wrap: wrap;
  }
  .cell-state {
    min-block-size: var(--control);
  }
  .cell-head > .icon {
    color: var(--muted);
  }
  .cell-name {
    font-weight: 650;
  }
  .endpoint,
  .detail {
    overflow: hidden;
    min-inline-size: 0;
    text-overflow: ellipsis;
  }
  .cell-commands {
    display: flex;
    gap: 6px;
    margin-inline-start: auto;
  }
  .still,
  .detail {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--muted);
  }
  .detail:not(:has(.icon)) {
    display: inline-block;
    padding-inline-start: 4px;
  }
  :is([data-mood='Unavailable'], [data-overall='Unavailable']) .still {
    color: var(--bad);
    font-weight: 550;
  }
  .cause {
    display: flex;
    gap: 6px;
    margin: 0;
    color: var(--wait);
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .row-actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .pair {
    display: inline-flex;
    flex: none;
  }
  .pair .button {
    border-radius: 0;
    padding-inline: 9px;
    font-size: 13px;
  }
  .pair .button:first-child {
    border-start-start-radius: var(--radius);
    border-end-start-radius: var(--radius);
  }
  .pair .button:last-child {
    margin-inline-start: -1px;
    border-start-end-radius: var(--radius);
    border-end-end-radius: var(--radius);
  }
  .pair .button:is([aria-pressed='true'], :focus-visible) {
    z-index: 1;
  }
  .pair .button .icon {
    inline-size: 17px;
    block-size: 17px;
    margin-inline-start: -2px;
  }
  .mood {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
    justify-self: end;
    padding: 2px 9px;
    border: 1px solid transparent;
    border-radius: 99px;
    background: var(--raised);
    color: var(--muted);
    font-size: 13px;
    font-weight: 550;
  }
  .mood-text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mood[data-mood='Connected'] {
    background: var(--good-soft);
    color: var(--good);
  }
  .mood[data-mood='Held'] {
    background: var(--wait-soft);
    color: var(--wait);
  }
  .mood:is([data-mood='Alerting'], [data-mood='Dialing']) {
    background: var(--surface);
    color: var(--accent);
  }
  .time {
    flex: none;
    min-inline-size: 2.4em;
    margin-inline-start: auto;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .interaction {
    display: grid;
    grid-template-areas:
      'kind party mood time'
      'subject subject subject subject'
      'actions actions actions actions';
    grid-template-columns: auto minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 6px 10px;
    padding: 8px 14px;
    border-block-start: 1px solid var(--line);
  }
  .interaction:has(.second) {
    grid-template-areas:
      'kind party mood time'
      'subject subject subject subject'
      'second second second second'
      'actions actions actions actions';
  }
  .interactions:not(.channels + *) > :first-child {
    border-block-start: 0;
  }
  .interactions + .head {
    border-block-start: 1px solid var(--line);
  }
  .interaction[data-state='Alerting'] {
    background: var(--info-soft);
  }
  .kind {
    grid-area: kind;
    display: inline-flex;
    gap: 2px;
    color: var(--accent);
  }
  .direction .icon {
    inline-size: 12px;
    block-size: 12px;
  }
  .party {
    grid-area: party;
    font-weight: 650;
  }
  /* A name as long as its owner likes must not push the number out of sight. */
  .party-name {
    display: inline-block;
    overflow: hidden;
    max-inline-size: 60%;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: bottom;
  }
  .subject {
    grid-area: subject;
  }
  /* Whoever calls may have a name as long as they like. It gets two lines here and one where there is room. */
  :is(.party, .subject, .sentence) {
    display: -webkit-box;
    overflow: hidden;
    max-inline-size: 100%;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    justify-self: start;
    overflow-wrap: anywhere;
  }
  .hint {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--accent);
    font-weight: 550;
  }
  .subject:empty {
    display: none;
  }
  .row-actions {
    grid-area: actions;
  }
  .screen {
    inline-size: min(420px, calc(100vw - 32px));
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 4px);
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 16px 48px rgb(0 0 0 / 0.28);
  }
  .screen::backdrop {
    background: rgb(10 15 25 / 0.5);
  }
  .screen h2 {
    margin-block-end: 12px;
    font-size: 17px;
    font-weight: 650;
  }
  .screen-actions {
    display: flex;
    justify-content: end;
    gap: 8px;
    margin-block-start: 18px;
  }
  .checkmark {
    min-inline-size: 64px;
  }
  legend {
    margin-block-end: 6px;
    color: var(--muted);
    font-size: 13px;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: var(--control);
    padding-inline: 8px;
    border-radius: var(--radius);
    cursor: pointer;
  }
  .choice:hover {
    background: var(--raised);
  }
  .choice:has(:checked) {
    background: var(--info-soft);
  }
  .choice input {
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    flex: none;
    accent-color: var(--accent);
  }
  .own-words {
    margin-block-start: 8px;
  }
  .said {
    display: flex;
    gap: 8px;
    margin-block-end: 10px;
    padding: 8px 10px;
    border-radius: var(--radius);
    background: var(--info-soft);
  }
  .said.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }
`;
