import type { Failure } from '../bus/answer.ts';
import type { Ending } from '../bus/closing.ts';
import type {
  Blocker,
  BusEvent,
  Capabilities,
  Channel,
  ChannelResult,
  ReasonPolicy,
  SessionInfo,
  Snapshot,
} from '../bus/wire.ts';

/** What MediaBar knows of a logged-in agent: the snapshot, kept true by the events. */
export interface SessionState {
  readonly session: SessionInfo;
  readonly capabilities: Capabilities;
  readonly channels: readonly Channel[];
  /** The last event taken in. One at or below it is old news. */
  readonly sequence: number;
  /** An event is missing. What is shown may be wrong until the next snapshot. */
  readonly gap: boolean;
  /** HIS has disposed of the session; only the end of the link is still to come. */
  readonly disposed: boolean;
  /**
   * What stands in the way of a logout by HIS's own word, for the interactions it was asked about. `undefined`: not asked,
   * or something changed since.
   */
  readonly blockers: readonly Blocker[] | undefined;
}

/** Something to tell the agent at the top of the bar until it is closed. */
export interface Notice {
  readonly failure: Failure;
  /** For a logout that stopped half-way: what it did until then, channel by channel. */
  readonly channels: readonly ChannelResult[];
  /** The channel the failure is about. */
  readonly channelId: string | undefined;
}

/** A question to the user that a flow waits for. The view shows it as a dialog. */
export type Screen =
  | { readonly kind: 'LogoutReason'; readonly policy: ReasonPolicy; readonly notAccepted: boolean }
  | { readonly kind: 'NotReadyReason'; readonly policy: ReasonPolicy; readonly notAccepted: boolean }
  | { readonly kind: 'TakeOver' };

export interface BarState {
  readonly link: 'None' | 'Connecting' | 'Connected';
  /** `null`: nobody is logged in, and Basic Login is shown. */
  readonly session: SessionState | null;
  /** Why the last session ended, for Basic Login to say. A logout the agent asked for needs no saying. */
  readonly ending: Ending | null;
  /** Add this to the local clock to read HIS's, in ms. `null` until HIS told a time. */
  readonly clockOffset: number | null;
  /** The commands that run now, by the name of the control that started them. */
  readonly busy: ReadonlySet<string>;
  readonly notice: Notice | null;
  readonly screen: Screen | null;
}

/** Everything that can change the state. There is no other way. */
export type Input =
  | { readonly kind: 'link'; readonly link: BarState['link'] }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly now: number }
  | { readonly kind: 'event'; readonly event: BusEvent; readonly now: number }
  | { readonly kind: 'blockers'; readonly blockers: readonly Blocker[] }
  | { readonly kind: 'busy'; readonly control: string; readonly busy: boolean }
  | { readonly kind: 'notice'; readonly notice: Notice | null }
  | { readonly kind: 'screen'; readonly screen: Screen | null }
  | { readonly kind: 'ended'; readonly ending: Ending | null };

/** Nobody is logged in, and nothing is remembered of anybody. */
export const emptyState: BarState = {
  link: 'None',
  session: null,
  ending: null,
  clockOffset: null,
  busy: new Set(),
  notice: null,
  screen: null,
};
