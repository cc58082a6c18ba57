import type { Outcome } from './bus/answer.ts';
import type { BarState } from './state/model.ts';
import type {
  MediaBarInteractionDetail,
  MediaBarRingingDetail,
  MediaBarStateDetail,
  MediaBarTransferFailedDetail,
} from './view/outward-events.ts';

/**
 * The `<media-bar>` element: its properties, methods and events. Each property has the attribute of the same name,
 * `accept-key` for `acceptKey`; all are optional.
 *
 * The elements of a page share the language, because there is one translation at a time.
 */
export interface MediaBarElement extends HTMLElement {
  /**
   * The address of the bus, `ws:` or `wss:`. Default: `bus` beside the module. Required if the module is part of a
   * bundle. A change takes effect with the next login or resume.
   */
  src: string | null;
  /**
   * The tabs of a browser with the same `src` and the same `seat` share one session. Any text. Default: one seat for
   * all tabs. A change takes effect with the next login or resume.
   */
  seat: string | null;
  /**
   * The language: `en`, `de`, `es` or `ar`; regions are ignored. Default, and for any other value: the first known
   * language of the page and then of the browser; else English. The user can change it in the bar.
   */
  locale: string | null;
  /** `auto`: the preference of the user's system. Default: the `color-scheme` of the page. */
  theme: 'light' | 'dark' | 'auto' | null;
  /**
   * The key that accepts the interaction that has been ringing longest, in the syntax of `aria-keyshortcuts`, such as
   * `F9` or `Control+Alt+A`. `none`: no key. A printable key without Control, Alt or Meta is ignored. Default: `F8`.
   */
  acceptKey: string | null;
  /**
   * Offers the agent a bell: a ring tone and desktop notifications. `on`: switched on until the agent switches it off.
   * Any other text: switched off until the agent switches it on. Default: no bell.
   */
  ring: '' | 'on' | 'off' | null;

  /** The state of MediaBar. Replaced on every change, never modified; empty after a logout. */
  readonly state: BarState;

  /**
   * Dials a number, as the dial field does: for click-to-dial.
   *
   * @param destination - a number as people write it, or a `tel:` link
   * @returns the outcome, once it is known. Never rejects. A failure is `InvalidParams` for text that is not a number,
   * `NoSession` if nobody is logged in, `LinkLost` while the link is lost, `Busy` while another number is being dialed,
   * or one of HIS (docs/bus.md). The bar shows it to the agent, except `LinkLost`, which it shows anyway.
   */
  dial(destination: string): Promise<MediaBarDialOutcome>;
}

/**
 * The outcome of `dial`: the id of the new interaction, or the failure. `failure.message` is a sentence in the language
 * of the bar.
 */
export type MediaBarDialOutcome = Outcome<{ readonly interactionId: string }>;

/** The events of the element. They bubble and are composed; none can be canceled. */
export interface MediaBarEventMap {
  /** The session, a channel or the link has changed. */
  'media-bar-state': CustomEvent<MediaBarStateDetail>;
  /** An interaction was created, has changed or was completed. */
  'media-bar-interaction': CustomEvent<MediaBarInteractionDetail>;
  /** The number of interactions that ring in this tab has changed. */
  'media-bar-ringing': CustomEvent<MediaBarRingingDetail>;
  /** A transfer was not answered, and the customer is gone. */
  'media-bar-transfer-failed': CustomEvent<MediaBarTransferFailedDetail>;
}

declare global {
  interface HTMLElementTagNameMap {
    'media-bar': MediaBarElement;
  }
  interface GlobalEventHandlersEventMap extends MediaBarEventMap {}
}
