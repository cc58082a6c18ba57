import { css } from 'lit';

/**
 * Colors, sizes and fonts. Hosts can set each as `--media-bar-…`; README.md lists them. `light-dark()` follows
 * `color-scheme`, without a `theme` that of the page, so that the bar of a light CRM is light whatever the system
 * prefers.
 */
export const tokens = css`
  :host {
    display: block;
    container-type: inline-size;
    --accent: var(--media-bar-accent, light-dark(#1f56c3, #8fb4ff));
    --on-accent: var(--media-bar-on-accent, light-dark(#fff, #0c1a36));
    --surface: var(--media-bar-surface, light-dark(#fff, #161a21));
    --raised: var(--media-bar-raised, light-dark(#f5f7fa, #1d222b));
    --text: var(--media-bar-text, light-dark(#18202c, #e8ebf1));
    --muted: var(--media-bar-muted, light-dark(#566173, #a4aebf));
    --line: var(--media-bar-line, light-dark(#dde2ea, #303846));
    --edge: var(--media-bar-edge, light-dark(#868fa0, #737e92));
    --good: var(--media-bar-ready, light-dark(#0d6b3c, #7fdcab));
    --good-soft: light-dark(#e2f4ea, #15301f);
    --wait: var(--media-bar-not-ready, light-dark(#8a4a00, #f3c077));
    --wait-soft: light-dark(#fcf0df, #35260f);
    --bad: var(--media-bar-danger, light-dark(#b1241c, #ff9f96));
    --bad-soft: light-dark(#fdebea, #3a1a18);
    --info-soft: light-dark(#e8effc, #1a2742);
    --radius: var(--media-bar-radius, 8px);
    --control: 36px;
    font: 400 14px/1.35
      var(--media-bar-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif);
    color: var(--text);
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-contrast: more) {
    :host {
      --muted: var(--text);
      --line: var(--edge);
      --edge: var(--text);
    }
  }
`;
