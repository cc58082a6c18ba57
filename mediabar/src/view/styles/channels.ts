import { css } from 'lit';

/** The cells of the channels. */
export const channels = css`
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
  .cell[data-status='Ready'] {
    box-shadow: inset 0 3px var(--good);
  }
  .cell[data-status='NotReady'] {
    box-shadow: inset 0 3px var(--wait);
  }
  .cell[data-status='Unavailable'] {
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
  :is([data-status='Unavailable'], [data-overall='Unavailable']) .still {
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
`;
