import type {
  AgentState,
  Capabilities,
  Channel,
  ConsultationState,
  Interaction,
  InteractionState,
} from '../bus/wire.ts';
import type { SessionState } from './model.ts';
import { capabilitiesOf } from './platforms.ts';

export interface Ongoing {
  readonly channel: Channel;
  readonly interaction: Interaction;
}

/** All interactions, in the order of the channels. */
export const interactionsOf = (session: SessionState): readonly Ongoing[] =>
  session.channels.flatMap((channel) => channel.interactions.map((interaction) => ({ channel, interaction })));

/** The ringing interactions, the one that has been ringing longest first. */
export const alertingInteractions = (session: SessionState): readonly Ongoing[] =>
  interactionsOf(session)
    .filter(({ interaction }) => interaction.state === 'Alerting')
    .sort((one, other) => Date.parse(one.interaction.since) - Date.parse(other.interaction.since));

/** The interaction that the accept key accepts, if its platform can accept. */
export const firstToAccept = (session: SessionState): Interaction | undefined =>
  alertingInteractions(session).find(({ channel }) => canDo(capabilitiesOf(session, channel), 'accept'))?.interaction;

/**
 * Whether only HIS knows if a logout is possible: all interactions are in wrap-up, and a setting of HIS decides on
 * that.
 */
export const mustAskForBlockers = (session: SessionState): boolean => {
  const all = interactionsOf(session);
  return session.blockers === undefined && all.length > 0 && all.every((one) => one.interaction.state === 'Ended');
};

/**
 * The first interaction that prevents a logout, if any. Wrap-up does until HIS has said that it does not: a button that
 * is disabled for a moment too long is better than one that is enabled too early.
 */
export const blockerOf = (session: SessionState): Interaction | undefined => {
  const all = interactionsOf(session).map((one) => one.interaction);
  if (session.blockers === undefined) return all.find((one) => one.state !== 'Ended') ?? all[0];
  return all.find((one) => session.blockers!.some((blocker) => blocker.interactionId === one.id));
};

export const activeChannels = (session: SessionState): readonly Channel[] =>
  session.channels.filter((channel) => channel.activation === 'Active');

export const inactiveChannels = (session: SessionState): readonly Channel[] =>
  session.channels.filter((channel) => channel.activation === 'Inactive');

/** The common state of all active channels; `Mixed` if they differ, `undefined` if none is active. */
export const overallState = (session: SessionState): AgentState | 'Mixed' | undefined => {
  const states = new Set(activeChannels(session).map((channel) => channel.agentState));
  if (states.size > 1) return 'Mixed';
  return [...states][0] ?? undefined;
};

export type InteractionVerb =
  | 'accept'
  | 'reject'
  | 'hold'
  | 'retrieve'
  | 'end'
  | 'complete'
  | 'completetransfer'
  | 'conference'
  | 'cancelconsultation';

const verbs: Readonly<Record<InteractionState, readonly InteractionVerb[]>> = {
  Alerting: ['accept', 'reject'],
  Dialing: ['end'],
  Connected: ['hold', 'end'],
  Held: ['retrieve', 'end'],
  Ended: ['complete'],
  Completed: [],
};

// During a consultation HIS refuses all other commands.
const consultationVerbs: Readonly<Record<ConsultationState, readonly InteractionVerb[]>> = {
  Dialing: ['cancelconsultation'],
  Connected: ['completetransfer', 'conference', 'cancelconsultation'],
  Conference: ['end'],
};

/** Whether the switch supports a verb: a command in lower case. */
export const canDo = ({ commands }: Capabilities, verb: string): boolean =>
  commands.some((command) => command.toLowerCase() === verb);

/** The commands that an interaction allows in its state and the switch supports. Only calls can be held. */
export const verbsFor = ({ state, type, consultation }: Interaction, able: Capabilities): readonly InteractionVerb[] =>
  ((consultation ? consultationVerbs[consultation.state] : verbs[state]) ?? []).filter(
    (verb) => canDo(able, verb) && (verb !== 'hold' || type === 'Telephony'),
  );

/** Whether a call can be transferred, at once or after a consultation. */
export const canTransferOrConsult = ({ state, type, consultation }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' &&
  !consultation &&
  (state === 'Connected' || state === 'Held') &&
  (canDo(able, 'transfer') || canDo(able, 'consult'));

/** Whether DTMF digits can be sent. */
export const canHearTones = ({ state, type }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' && state === 'Connected' && canDo(able, 'senddigits');

/** The call rings, and only the telephone itself can answer it. */
export const ringsAtTelephone = ({ state, type }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' && state === 'Alerting' && !canDo(able, 'accept');
