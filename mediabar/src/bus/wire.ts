/**
 * The messages between MediaBar and HIS, as types only. The names are those of docs/bus.md. All members are read-only.
 */

import type { PlatformReason, Reason, ReasonChoice, ReasonPolicy } from './reasons.ts';

export type * from './reasons.ts';

export type ChannelType = 'Telephony' | 'Chat' | 'Email';
export type Activation = 'Inactive' | 'Active' | 'Unavailable';
export type AgentState = 'NotReady' | 'Ready';
export type Direction = 'Inbound' | 'Outbound';

/** `Completed` occurs in events only: a completed interaction is not part of a snapshot. */
export type InteractionState = 'Alerting' | 'Dialing' | 'Connected' | 'Held' | 'Ended' | 'Completed';

/** The state of a second party: being called; talking while the first party waits; all three talking. */
export type ConsultationState = 'Dialing' | 'Connected' | 'Conference';

/** The second party of a call. */
export interface Consultation {
  readonly state: ConsultationState;
  readonly party: string;
}

/** The commands on interactions that the switch supports. */
export type Command =
  | 'Accept'
  | 'Reject'
  | 'Hold'
  | 'Retrieve'
  | 'End'
  | 'Complete'
  | 'Transfer'
  | 'Consult'
  | 'CompleteTransfer'
  | 'CancelConsultation'
  | 'Conference'
  | 'SendDigits';

/** Why a session ended, or something in it changed. */
export type Cause =
  | 'AgentRequest'
  | 'ConnectionLost'
  | 'Supervisor'
  | 'Inactivity'
  | 'AgentRemoved'
  | 'Maintenance'
  | 'TakenOver'
  | 'SwitchInitiated'
  | 'SwitchRestart'
  | 'StationOutOfService'
  | 'Reconciled';

/**
 * Why a call was not answered: by the called party, by a second party, by the destination of a transfer, or by this
 * agent.
 */
export type InteractionCause = 'Busy' | 'NoAnswer' | 'Refused' | 'Unreachable' | 'Cancelled' | 'Failed';

/** A warning in the result of a successful login. */
export type LoginWarning = 'EndpointNotRegistered';

export interface Interaction {
  readonly id: string;
  readonly type: ChannelType;
  readonly direction: Direction;
  readonly state: InteractionState;
  readonly party: string | null;
  readonly subject: string | null;
  readonly since: string;
  readonly consultation: Consultation | null;
  /** The name that came with the party: untrusted text, as the party is. */
  readonly partyName?: string | null;
  /** The other side has withheld its identity: `party` is empty. */
  readonly partyWithheld?: boolean;
}

/** One of the agent's queues at a channel. `agentState` null: the channel does not serve the queue. */
export interface QueueState {
  readonly queue: string;
  readonly agentState: AgentState | null;
  readonly reason?: Reason | null;
}

export interface Channel {
  readonly id: string;
  readonly type: ChannelType;
  readonly endpoint: string | null;
  readonly activation: Activation;
  readonly agentState: AgentState | null;
  readonly reason: Reason | null;
  /** Why the channel is Not Ready; null if no event has said why, or it is not Not Ready. */
  readonly cause: Cause | null;
  readonly since: string;
  /** The state in each of the agent's queues; absent if all agree with the state of the channel. */
  readonly queues?: readonly QueueState[];
  readonly interactions: readonly Interaction[];
  /** The name of the platform; absent if the agent works at one. */
  readonly platform?: string;
}

export interface Capabilities {
  readonly channelDeactivation: boolean;
  readonly logoutReason: ReasonPolicy;
  readonly notReadyReason: ReasonPolicy;
  readonly commands: readonly Command[];
  readonly dialing: boolean;
  /** Whether a logout may wait until all interactions are over. */
  readonly logoutWhenPossible: boolean;
}

/**
 * `LoggedOff`: activating one of its channels logs the agent on again. `Unavailable`: the platform could not be asked
 * since the login; the agent is logged on as soon as it can be.
 */
export type PlatformState = 'LoggedOn' | 'LoggedOff' | 'Unavailable';

/** The agent at one platform. */
export interface Platform {
  readonly name: string;
  /** The session ends when this platform logs the agent off. */
  readonly required: boolean;
  readonly state: PlatformState;
  readonly capabilities: Capabilities;
}

export interface SessionInfo {
  readonly id: string;
  readonly agent: { readonly id: string; readonly name: string | null };
  readonly platform: string;
  readonly loggedInAt: string;
  readonly sequence: number;
  readonly loggingOut: boolean;
  /** A logout waits until no interaction is ongoing. */
  readonly logoutPending?: boolean;
}

/** The complete state of a session at one sequence number. */
export interface Snapshot {
  readonly session: SessionInfo;
  /** With several platforms: what one of them can do. */
  readonly capabilities: Capabilities;
  /** The agent at each platform, in the order of the channels; absent if the agent works at one. */
  readonly platforms?: readonly Platform[];
  readonly channelGroup: { readonly id: string; readonly channels: readonly Channel[] };
}

/** What a logout did to one channel. */
export interface ChannelResult {
  readonly channelId: string;
  readonly notReady: boolean;
  readonly deactivated: boolean;
}

/** Whether the agent is logged off at one platform after a logout, whether it has succeeded or failed. */
export interface PlatformResult {
  readonly platform: string;
  /** `LeftBehind`: the logout has gone on without this platform, which follows as soon as it can be reached. */
  readonly loggedOff: 'Yes' | 'No' | 'LeftBehind';
}

/** An interaction that prevents a logout. */
export interface Blocker {
  readonly channelId: string;
  readonly interactionId: string;
  readonly type: ChannelType;
  readonly state: InteractionState;
}

export interface LogoutPlan {
  readonly possible: boolean;
  readonly blockers: readonly Blocker[];
  readonly reason: ReasonPolicy;
  readonly willNotReady: readonly string[];
  readonly willDeactivate: readonly string[];
  /** What it would do at each platform; absent if the agent works at one. */
  readonly platforms?: readonly {
    readonly platform: string;
    readonly willLogOff: boolean;
    readonly available: boolean;
    readonly reason: ReasonPolicy;
  }[];
}

type Nothing = Record<never, never>;
interface OnChannel {
  readonly channelId: string;
}
interface OnInteraction {
  readonly interactionId: string;
}
interface ToDestination {
  readonly destination: string;
}
interface WithReason {
  readonly reason?: ReasonChoice;
}
interface WithReasons extends WithReason {
  /** The reasons for single platforms; they override `reason` there. */
  readonly reasons?: readonly PlatformReason[];
}

/** Every request with its parameters and its result. `BusClient.request` is typed by this table. */
export interface Requests {
  'session.request.login': {
    params: {
      readonly agentId: string;
      readonly password: string;
      readonly endpoint?: string;
      readonly override?: boolean;
      readonly locale?: string;
    };
    result: {
      readonly snapshot: Snapshot;
      readonly resumeToken: string;
      readonly now: string;
      readonly warnings?: readonly LoginWarning[];
    };
  };
  'session.request.resume': {
    params: { readonly resumeToken: string; readonly requestId: string; readonly lastSequence: number };
    result: {
      readonly snapshot: Snapshot;
      readonly resumeToken: string;
      readonly replayed: boolean;
      readonly now: string;
      /** Only in a response of another tab: the id that belongs to the token. */
      readonly requestId?: string;
    };
  };
  'session.request.logout': {
    params: WithReasons;
    result: { readonly channels: readonly ChannelResult[]; readonly platforms?: readonly PlatformResult[] };
  };
  'session.request.cancellogout': { params: Nothing; result: Nothing };
  'session.request.logoutplan': { params: Nothing; result: LogoutPlan };
  'session.request.ping': { params: Nothing; result: { readonly now: string } };
  'channelgroup.request.activate': { params: OnChannel; result: Nothing };
  'channelgroup.request.deactivate': { params: OnChannel; result: Nothing };
  'channelgroup.request.activateall': { params: Nothing; result: Nothing };
  'channelgroup.request.deactivateall': { params: Nothing; result: Nothing };
  'channelgroup.request.ready': { params: Nothing; result: Nothing };
  'channelgroup.request.notready': { params: WithReasons; result: Nothing };
  'channel.request.ready': { params: OnChannel; result: Nothing };
  'channel.request.notready': { params: OnChannel & WithReason; result: Nothing };
  'channel.request.dial': {
    params: OnChannel & { readonly destination: string };
    result: { readonly interactionId: string };
  };
  'interaction.request.accept': { params: OnInteraction; result: Nothing };
  'interaction.request.reject': { params: OnInteraction; result: Nothing };
  'interaction.request.hold': { params: OnInteraction; result: Nothing };
  'interaction.request.retrieve': { params: OnInteraction; result: Nothing };
  'interaction.request.end': { params: OnInteraction; result: Nothing };
  'interaction.request.complete': { params: OnInteraction; result: Nothing };
  'interaction.request.transfer': { params: OnInteraction & ToDestination; result: Nothing };
  'interaction.request.consult': { params: OnInteraction & ToDestination; result: Nothing };
  'interaction.request.completetransfer': { params: OnInteraction; result: Nothing };
  'interaction.request.cancelconsultation': { params: OnInteraction; result: Nothing };
  'interaction.request.conference': { params: OnInteraction; result: Nothing };
  'interaction.request.senddigits': { params: OnInteraction & { readonly digits: string }; result: Nothing };
}

export type Method = keyof Requests;
export type Params<M extends Method> = Requests[M]['params'];
export type Result<M extends Method> = Requests[M]['result'];

/** An event. Its other members depend on its method; the reducer validates them. */
export interface BusEvent {
  readonly method: string;
  readonly params: {
    readonly sequence: number;
    readonly time: string;
    readonly channelId?: string;
    readonly interactionId?: string;
    readonly [member: string]: unknown;
  };
}
