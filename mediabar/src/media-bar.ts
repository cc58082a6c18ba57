/**
 * MediaBar: the custom element, and the modules it consists of, for those who build another view.
 *
 * Importing this module defines `<media-bar>`. Without a page, as in Node, the import defines nothing and does not
 * fail.
 */
import type { MediaBarElement } from './element.ts';
import { MediaBar as Element } from './view/media-bar-element.ts';

if (globalThis.customElements && !customElements.get('media-bar')) customElements.define('media-bar', Element);

/** The class of the element, for `instanceof`. Create one with `document.createElement('media-bar')`. */
export const MediaBar: new () => MediaBarElement = Element;
export type MediaBar = MediaBarElement;
export type { MediaBarDialOutcome, MediaBarElement, MediaBarEventMap } from './element.ts';
export type {
  MediaBarInteractionDetail,
  MediaBarRingingDetail,
  MediaBarStateDetail,
  MediaBarTransferFailedDetail,
} from './view/outward-events.ts';

// The client library: one link to the bus.
export { BusClient, type BusClientOptions, type ServerTime } from './bus/bus-client.ts';
export type { Answer, Failure, LocalFailure, Outcome } from './bus/answer.ts';
export { destinationIn } from './bus/destination.ts';
export { closingOf, type Closing, type Ending } from './bus/closing.ts';
export { newRequestId } from './bus/request-id.ts';
export type * from './bus/wire.ts';

// The state: a pure reducer, a store that holds its result, and selectors.
export { reduce } from './state/reducer.ts';
export { Store, type Listener } from './state/store.ts';
export {
  emptyState,
  type BarState,
  type Action,
  type Notice,
  type Panel,
  type PlatformInfo,
  type ReasonList,
  type Screen,
  type SessionState,
} from './state/model.ts';
export { capabilitiesOf } from './state/platforms.ts';
export * from './state/selectors.ts';
export { clockText, secondsSince } from './state/clock.ts';

// The agent desktop: link, state and flows; MediaBar without its view.
export { AgentDesktop, type AgentDesktopOptions } from './desktop/agent-desktop.ts';
export type { Credentials } from './flows/basic-login.ts';
export type { ReasonAnswer } from './flows/reason.ts';
