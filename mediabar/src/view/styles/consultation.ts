import { css } from 'lit';

/** Second parties and panels. */
export const consultation = css`
  .second {
    grid-area: second;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-inline-size: 0;
  }
  .second > .icon {
    color: var(--accent);
  }
  .second-party {
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .status[data-status='Conference'] {
    background: var(--good-soft);
    color: var(--good);
  }
  .panel {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
  }
  .panel input {
    flex: 1 1 140px;
    max-inline-size: 300px;
  }
  :dir(rtl) .panel input:placeholder-shown {
    text-align: right;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 52px);
    gap: 4px;
  }
  .sent {
    align-self: end;
    max-inline-size: 100%;
    min-block-size: 1.4em;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
    font-weight: 650;
  }
`;
