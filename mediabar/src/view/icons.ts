import { html, svg, type SVGTemplateResult } from 'lit';

/** Icons on a 20 by 20 grid. All are decorative: a text beside each says the same. */
const strokes = {
  mark: svg`<path d="M4 12.5V10a6 6 0 0 1 12 0v2.5"/><path d="M4 11.5h1.6v4.6H5a1.6 1.6 0 0 1-1.6-1.6V12M16 11.5h-1.6v4.6H15a1.6 1.6 0 0 0 1.6-1.6V12"/>`,
  Telephony: svg`<path d="M5.2 3.2 7.6 3l1.3 3.4-1.7 1.5a9.5 9.5 0 0 0 4.9 4.9l1.5-1.7 3.4 1.3-.2 2.4c-.1.8-.8 1.4-1.6 1.3A12.4 12.4 0 0 1 3.9 4.8c-.1-.8.5-1.5 1.3-1.6Z"/>`,
  Chat: svg`<path d="M4.5 3.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9.5L6 16.5v-3H4.5A1.5 1.5 0 0 1 3 12V5a1.5 1.5 0 0 1 1.5-1.5Z"/><path d="M6.5 7.3h7M6.5 10h4.5"/>`,
  Email: svg`<rect x="2.8" y="4.5" width="14.4" height="11" rx="1.5"/><path d="m3.3 6 6.7 5 6.7-5"/>`,
  all: svg`<rect x="3" y="3" width="5.5" height="5.5" rx="1.2"/><rect x="11.5" y="3" width="5.5" height="5.5" rx="1.2"/><rect x="3" y="11.5" width="5.5" height="5.5" rx="1.2"/><rect x="11.5" y="11.5" width="5.5" height="5.5" rx="1.2"/>`,
  Ready: svg`<circle cx="10" cy="10" r="7"/><path d="m6.8 10.2 2.3 2.3 4.2-4.6"/>`,
  NotReady: svg`<circle cx="10" cy="10" r="7"/><path d="M8 7.2v5.6M12 7.2v5.6"/>`,
  Mixed: svg`<circle cx="10" cy="10" r="7"/><path d="M6.5 10h7"/>`,
  Inactive: svg`<circle cx="10" cy="10" r="7" stroke-dasharray="2.6 2.4"/>`,
  Unavailable: svg`<circle cx="10" cy="10" r="7"/><path d="M7.9 8.2a2.1 2.1 0 1 1 2.9 1.9c-.6.3-.8.7-.8 1.3M10 13.7v.1"/>`,
  check: svg`<path d="m4.5 10.5 3.7 3.7 7.3-8.2"/>`,
  close: svg`<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>`,
  power: svg`<path d="M10 3v6.5"/><path d="M6.2 5.4a6.3 6.3 0 1 0 7.6 0"/>`,
  logout: svg`<path d="M11.5 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h6.5"/><path d="M8 10h9M14 7l3 3-3 3"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  alert: svg`<path d="M10 3.2 17.5 16.5h-15Z"/><path d="M10 8.2v4M10 14.3v.1"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.3v4.2M10 6.6v.1"/>`,
  language: svg`<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2.3 2 3.2 4.3 3.2 7s-.9 5-3.2 7c-2.3-2-3.2-4.3-3.2-7S7.7 5 10 3Z"/>`,
  Inbound: svg`<path d="M15.5 4.5 5 15M5 8v7h7"/>`,
  Outbound: svg`<path d="M4.5 15.5 15 5M8 5h7v7"/>`,
  hangup: svg`<path d="M2.7 11.8c4-4.4 10.6-4.4 14.6 0l-1.2 2.4-3.3-1v-2.3a9 9 0 0 0-5.6 0v2.3l-3.3 1Z"/>`,
  endChat: svg`<path d="M4.5 3.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9.5L6 16.5v-3H4.5A1.5 1.5 0 0 1 3 12V5a1.5 1.5 0 0 1 1.5-1.5Z"/><path d="m8 6.5 4 4M12 6.5l-4 4"/>`,
  endEmail: svg`<rect x="2.8" y="4.5" width="14.4" height="11" rx="1.5"/><path d="m8 8 4 4M12 8l-4 4"/>`,
  bell: svg`<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.2 1.5H3.8Z"/><path d="M8.3 17.2a2 2 0 0 0 3.4 0"/>`,
  bellOff: svg`<path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1.2 1.5H3.8Z"/><path d="M8.3 17.2a2 2 0 0 0 3.4 0M3 3l14 14"/>`,
  hold: svg`<path d="M7 5v10M13 5v10"/>`,
  retrieve: svg`<path d="M6.5 4.5v11l9-5.5Z"/>`,
  transfer: svg`<path d="M3.5 13.5V11A3.5 3.5 0 0 1 7 7.5h9M12.5 4l3.5 3.5-3.5 3.5"/>`,
  keypad: svg`<path d="M5 5v.1M10 5v.1M15 5v.1M5 10v.1M10 10v.1M15 10v.1M5 15v.1M10 15v.1M15 15v.1" stroke-width="2.6"/>`,
  together: svg`<circle cx="10" cy="5.5" r="2.3"/><circle cx="4.8" cy="14.2" r="2.3"/><circle cx="15.2" cy="14.2" r="2.3"/><path d="M8.9 7.6 6 12.1M11.1 7.6 14 12.1M7.2 14.2h5.6"/>`,
  back: svg`<path d="M16 15.5V12a3.5 3.5 0 0 0-3.5-3.5H4M7.5 5 4 8.5 7.5 12"/>`,
  link: svg`<path d="M8.3 11.7a3 3 0 0 1 0-4.2l2.5-2.5a3 3 0 0 1 4.2 4.2l-1.2 1.2"/><path d="M11.7 8.3a3 3 0 0 1 0 4.2L9.2 15A3 3 0 0 1 5 10.8l1.2-1.2"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof strokes;

export const icon = (name: IconName) => html`
  <svg class="icon" data-icon=${name} viewBox="0 0 20 20" aria-hidden="true">${strokes[name]}</svg>
`;
