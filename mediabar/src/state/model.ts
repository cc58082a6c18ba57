import type { Failure } from '../bus/answer.ts';
import type { ServerTime } from '../bus/bus-client.ts';
import type { Ending } from '../bus/closing.ts';
import type {
  Blocker,
  BusEvent,
  Capabilities,
  Cause,
  Channel,
  ChannelResult,
  Interaction,
  InteractionCause,
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
  /** An event is missing, and none after it is taken in: what is shown is old until a resume has brought them all. */
  readonly gap: boolean;
  /** HIS has disposed of the session, for this cause; only the end of the link is still to come. */
  readonly disposed: Cause | null;
  /** A logout waits until nothing goes on any more: whose, or that it is not known (a page that was loaded anew). */
  readonly pending: Cause | 'Unknown' | null;
  /**
   * What stands in the way of a logout by HIS's own word, for the interactions it was asked about. `undefined`: not asked,
   * or something changed since.
   */
  readonly blockers: readonly Blocker[] | undefined;
  /** What the last event said that was not taken. */
  readonly notTaken?: NotTaken | undefined;
}

/** A call, a consultation or a transfer that was not taken, and why. */
export interface NotTaken {
  readonly what: 'Inbound' | 'Outbound' | 'Consultation' | 'Transfer';
  readonly interactionId: string;
  /** The other side of it; with a consultation and a transfer, the destination. */
  readonly party: Pick<Interaction, 'party' | 'partyName' | 'partyWithheld'>;
  /** One that is new since this was written is shown as `Failed`. */
  readonly cause: InteractionCause;
}

/** Something to tell the agent at the top of the bar, until it is closed or a command of its kind succeeds. */
export interface Notice {
  readonly failure: Failure;
  /** What was commanded, such as `dial`. Absent for news, which only the agent closes. */
  readonly command?: string | undefined;
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

/** What is open below an interaction: where to transfer it, or the keys of a telephone. One at a time. */
export interface Panel {
  readonly kind: 'transfer' | 'keypad';
  readonly interactionId: string;
  /** The tones that have been sent since it was opened. */
  readonly sent: string;
}

export interface BarState {
  /** `Lost`: it is being looked for again, and what is shown may be old. Without a session: the page was loaded anew. */
  readonly link: 'None' | 'Connecting' | 'Connected' | 'Lost';
  /** The first tries to find a lost link again have failed. Without a session: Basic Login is shown, beside the tries. */
  readonly stalled: boolean;
  /** `null`: nobody is logged in, and Basic Login is shown. */
  readonly session: SessionState | null;
  /** Why the last session ended, for Basic Login to say. A logout the agent asked for needs no saying. */
  readonly ending: Ending | Cause | null;
  /** Add this to the local clock to read HIS's, in ms. `null` until HIS has told its time. */
  readonly clockOffset: number | null;
  /** The commands that run now, by the name of the control that started them. */
  readonly busy: ReadonlySet<string>;
  readonly notice: Notice | null;
  readonly screen: Screen | null;
  readonly panel: Panel | null;
}

/** Everything that can change the state. There is no other way. */
export type Action =
  | { readonly kind: 'link'; readonly link: BarState['link'] }
  | { readonly kind: 'stalled' }
  | { readonly kind: 'time'; readonly time: ServerTime }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'event'; readonly event: BusEvent }
  | { readonly kind: 'blockers'; readonly blockers: readonly Blocker[] }
  | { readonly kind: 'busy'; readonly control: string; readonly busy: boolean }
  | { readonly kind: 'notice'; readonly notice: Notice | null }
  | { readonly kind: 'screen'; readonly screen: Screen | null }
  | { readonly kind: 'panel'; readonly panel: Panel | null }
  | { readonly kind: 'ended'; readonly ending: Ending | Cause | null };

/** Nobody is logged in, and nothing is remembered of anybody. */
export const emptyState: BarState = {
  link: 'None',
  stalled: false,
  session: null,
  ending: null,
  clockOffset: null,
  busy: new Set(),
  notice: null,
  screen: null,
  panel: null,
};
