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
  Platform,
  PlatformReasonPolicy,
  ReasonChoice,
  ReasonPolicy,
  SessionInfo,
  Snapshot,
} from '../bus/wire.ts';

/** The state of a logged-in agent: the snapshot, updated by events. */
export interface SessionState {
  readonly session: SessionInfo;
  readonly capabilities: Capabilities;
  readonly channels: readonly Channel[];
  /** The agent at each platform, in the order of the channels. `undefined`: the agent works at one. */
  readonly platforms?: readonly PlatformInfo[] | undefined;
  /** The sequence of the last event that was applied. Events up to it are ignored. */
  readonly sequence: number;
  /** An event is missing, and later ones are not applied: the state is old until a resume has replayed them. */
  readonly gap: boolean;
  /** HIS has disposed of the session for this cause; the link will close. */
  readonly disposed: Cause | null;
  /** A logout waits until all interactions are over: its cause, or `Unknown` after a reload. `null`: none waits. */
  readonly pending: Cause | 'Unknown' | null;
  /**
   * The interactions that prevent a logout according to HIS. `undefined`: HIS was not asked, or something has changed
   * since.
   */
  readonly blockers: readonly Blocker[] | undefined;
  /** The call, consultation or transfer that was not answered according to the last event. */
  readonly notTaken?: NotTaken | undefined;
}

/** The agent at one platform. */
export interface PlatformInfo extends Platform {
  /** Why the state is so, according to the last event; after a snapshot it is not known. */
  readonly cause?: Cause;
}

/** A call, a consultation or a transfer that was not answered, and why. */
export interface NotTaken {
  readonly what: 'Inbound' | 'Outbound' | 'Consultation' | 'Transfer';
  readonly interactionId: string;
  /** The other side; for a consultation or a transfer, its destination. */
  readonly party: Pick<Interaction, 'party' | 'partyName' | 'partyWithheld'>;
  /** An unknown cause is shown as `Failed`. */
  readonly cause: InteractionCause;
}

/** A message to the agent at the top of the bar, until it is closed or a command of its kind succeeds. */
export interface Notice {
  readonly failure: Failure;
  /** The command, such as `dial`. Undefined for news, which only the agent closes. */
  readonly command?: string | undefined;
  /** For a logout that stopped half-way: what it did until then, by channel. Otherwise empty. */
  readonly channels: readonly ChannelResult[];
  /** The channel of the failure, if it is about one. */
  readonly channelId: string | undefined;
}

/** The reasons of one platform, and the one that was chosen from them earlier. */
export interface ReasonList extends PlatformReasonPolicy {
  readonly chosen?: ReasonChoice | undefined;
}

/** A question to the user, on which a flow waits. The view shows it as a dialog. */
export type Screen =
  | {
      readonly kind: 'LogoutReason' | 'NotReadyReason';
      readonly policy: ReasonPolicy;
      readonly notAccepted: boolean;
      /** With several platforms: the reasons of each that wants one. Answer with `reasons`, or with one for all. */
      readonly lists?: readonly ReasonList[];
    }
  | { readonly kind: 'TakeOver' };

/** The panel below an interaction: the transfer form or the keypad. At most one is open. */
export interface Panel {
  readonly kind: 'transfer' | 'keypad';
  readonly interactionId: string;
  /** The digits sent since it was opened. */
  readonly sent: string;
}

export interface BarState {
  /** `Lost`: MediaBar tries to resume the session, and the state may be old. Without a session: after a reload. */
  readonly link: 'None' | 'Connecting' | 'Connected' | 'Lost';
  /** The first attempts to resume have failed. Without a session: Basic Login is shown beside the attempts. */
  readonly stalled: boolean;
  /** `null`: nobody is logged in. */
  readonly session: SessionState | null;
  /** Why the last session ended, for Basic Login to show. `null` after a logout by the agent. */
  readonly ending: Ending | Cause | null;
  /** The offset of HIS's clock from the local one, in ms. `null` until HIS has sent its time. */
  readonly clockOffset: number | null;
  /** The running commands, as named by `controlName`. */
  readonly busy: ReadonlySet<string>;
  readonly notice: Notice | null;
  readonly screen: Screen | null;
  readonly panel: Panel | null;
}

/** Every change of the state. */
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

/** Nobody is logged in, and no data of anybody is kept. */
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
