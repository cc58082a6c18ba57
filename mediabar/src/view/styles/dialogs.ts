import { css } from 'lit';

/** The dialogs and the reason form in them. */
export const dialogs = css`
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
  fieldset {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  fieldset + fieldset {
    margin-block-start: 14px;
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
