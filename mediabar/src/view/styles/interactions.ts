import { css } from 'lit';

/** The list of interactions, and the status and time that channels show too. */
export const interactions = css`
  .status {
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
  .status-text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .status[data-status='Connected'] {
    background: var(--good-soft);
    color: var(--good);
  }
  .status[data-status='Held'] {
    background: var(--wait-soft);
    color: var(--wait);
  }
  .status:is([data-status='Alerting'], [data-status='Dialing']) {
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
      'kind party status time'
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
      'kind party status time'
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
  /* A long name must not push the number out of sight. */
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
  /* Callers can send names of any length. Two lines in a panel, one in a bar. */
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
`;
