import type { Outcome } from './bus/answer.ts';
import type { BarState } from './state/model.ts';
import type {
  MediaBarInteractionDetail,
  MediaBarRingingDetail,
  MediaBarStateDetail,
  MediaBarTransferFailedDetail,
} from './view/outward-events.ts';

/**
 * `<media-bar>` as the TypeScript of a host sees it: its attributes, its members, its events. What the element is made of
 * is bundled, and a host needs none of it to compile.
 */
export interface MediaBarElement extends HTMLElement {
  /** Where the bus is. Without it: `bus` beside the module of the element. */
  src: string | null;
  /** The tabs of a browser share one session. Those with another seat have one of their own. */
  seat: string | null;
  /** `en`, `de`, `es` or `ar`. Without it: the language of the page, else of the browser. */
  locale: string | null;
  /** `light`, `dark` or `auto`. Without it: as the surrounding page's `color-scheme` says. */
  theme: 'light' | 'dark' | 'auto' | null;
  /** The key that accepts what rings, as `aria-keyshortcuts` writes it, or `none`. Without it: `F8`. */
  acceptKey: string | null;
  /** Offers the agent a bell, for when something rings and nobody looks. `on`: it is on until the agent switches it off. */
  ring: '' | 'on' | 'off' | null;

  /** What is known now. It is replaced, never edited. */
  readonly state: BarState;

  /**
   * Dials, as the dial field does: for click-to-dial.
   *
   * @param destination - a number as people write it, or a `tel:` link
   * @returns the outcome, when it is known; never rejects. Of a failure the agent has been told in the bar.
   */
  dial(destination: string): Promise<MediaBarDialOutcome>;
}

/** What became of a `dial`: the call has begun, or not, and why. `failure.message` is a sentence in the language of the bar. */
export type MediaBarDialOutcome = Outcome<{ readonly interactionId: string }>;

/** The events of the element. They bubble, so that a host may listen further out. */
export interface MediaBarEventMap {
  /** After every change of what a host may want to know. */
  'media-bar-state': CustomEvent<MediaBarStateDetail>;
  /** An interaction began, changed or is over. */
  'media-bar-interaction': CustomEvent<MediaBarInteractionDetail>;
  /** Something begins to ring in this tab, or stops. */
  'media-bar-ringing': CustomEvent<MediaBarRingingDetail>;
  /** Nobody took a transfer, and the customer is gone. */
  'media-bar-transfer-failed': CustomEvent<MediaBarTransferFailedDetail>;
}

declare global {
  interface HTMLElementTagNameMap {
    'media-bar': MediaBarElement;
  }
  interface GlobalEventHandlersEventMap extends MediaBarEventMap {}
}
