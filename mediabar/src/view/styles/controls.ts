import { css } from 'lit';

/** Buttons, fields, and what they have in common. */
export const controls = css`
  * {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  p,
  h2,
  ul,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
  }
  .icon {
    inline-size: 18px;
    block-size: 18px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .muted {
    color: var(--muted);
  }
  .heard {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: var(--control);
    min-inline-size: var(--control);
    padding: 4px 12px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color 0.12s;
  }
  .button:hover {
    background: var(--raised);
  }
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:hover {
    background: color-mix(in oklab, var(--accent), var(--text) 18%);
  }
  .button.danger {
    border-color: color-mix(in oklab, var(--bad), transparent 35%);
    color: var(--bad);
  }
  .button.danger:hover {
    background: var(--bad-soft);
  }
  .row-actions .button.good {
    border-color: var(--good);
    background: var(--good);
    color: var(--surface);
  }
  .button.small {
    min-block-size: 30px;
    padding: 2px 9px;
    border-color: var(--line);
    font-size: 13px;
  }
  .button.small:hover {
    border-color: var(--edge);
  }
  .button.toggle {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  .button.toggle:hover {
    background: var(--raised);
  }
  .button.toggle[aria-pressed='true'] {
    color: var(--accent);
    cursor: pointer;
  }
  kbd {
    padding-inline: 4px;
    border: 1px solid;
    border-radius: 4px;
    font: inherit;
    font-size: 11px;
    opacity: 0.85;
  }
  .button.icon-only {
    padding: 0;
  }
  .button[aria-pressed='true'] {
    cursor: default;
  }
  .button.good[aria-pressed='true'] {
    border-color: var(--good);
    background: var(--good-soft);
    color: var(--good);
  }
  .button.plain[aria-pressed='true'] {
    border-color: var(--wait);
    background: var(--wait-soft);
    color: var(--wait);
  }
  .stale .button,
  .button[aria-disabled='true']:not([aria-busy]),
  .button:disabled {
    border-color: var(--line);
    border-style: dashed;
    background: var(--raised);
    color: var(--muted);
    cursor: not-allowed;
  }
  .button[aria-busy] {
    cursor: progress;
  }
  :is(button, input, select):focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .field {
    display: grid;
    gap: 3px;
    color: var(--muted);
    font-size: 12px;
    font-weight: 550;
  }
  input:not([type='radio']),
  select {
    min-inline-size: 0;
    block-size: var(--control);
    padding-inline: 10px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 14px;
    font-weight: 400;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  input:disabled {
    border-style: dashed;
    background: var(--raised);
  }
  .spinner {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    border: 2px solid currentColor;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 0.8s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
    .spinner {
      animation-duration: 3s;
      animation-timing-function: steps(8);
    }
  }
  @media (forced-colors: active) {
    .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -4px;
    }
    .button[aria-disabled='true'] {
      color: GrayText;
    }
    .spinner {
      border-color: CanvasText Canvas CanvasText CanvasText;
    }
  }
`;
