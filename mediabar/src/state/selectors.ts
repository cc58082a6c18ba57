import type {
  AgentState,
  Capabilities,
  Channel,
  ConsultationState,
  Interaction,
  InteractionState,
} from '../bus/wire.ts';
import type { SessionState } from './model.ts';

export interface Ongoing {
  readonly channel: Channel;
  readonly interaction: Interaction;
}

/** Every interaction that is there, in the order of the channels. */
export const interactionsOf = (session: SessionState): readonly Ongoing[] =>
  session.channels.flatMap((channel) => channel.interactions.map((interaction) => ({ channel, interaction })));

/** What rings, the one that has been ringing longest first. */
export const alertingInteractions = (session: SessionState): readonly Interaction[] =>
  interactionsOf(session)
    .map((one) => one.interaction)
    .filter(({ state }) => state === 'Alerting')
    .sort((one, other) => Date.parse(one.since) - Date.parse(other.since));

/** What is accepted by whoever says no more than that. */
export const firstToAccept = (session: SessionState): Interaction | undefined =>
  canDo(session.capabilities, 'accept') ? alertingInteractions(session)[0] : undefined;

/** Whether a logout is possible can only be asked: all that goes on is wrap-up, and a setting of HIS decides on that. */
export const mustAskForBlockers = (session: SessionState): boolean => {
  const all = interactionsOf(session);
  return session.blockers === undefined && all.length > 0 && all.every((one) => one.interaction.state === 'Ended');
};

/**
 * The first interaction that stands in the way of a logout, if any. Until HIS has said that wrap-up does not, it does:
 * a button that was wrongly disabled for a moment is better than one that was wrongly enabled.
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

/** The state of all active channels together; `Mixed` if they differ, `undefined` if none is active. */
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

// With a second party only that is gone on with: HIS refuses the rest.
const consultationVerbs: Readonly<Record<ConsultationState, readonly InteractionVerb[]>> = {
  Dialing: ['cancelconsultation'],
  Connected: ['completetransfer', 'conference', 'cancelconsultation'],
  Conference: ['end'],
};

/** Whether the switch can do this at all. A verb is a command in lower case. */
export const canDo = ({ commands }: Capabilities, verb: string): boolean =>
  commands.some((command) => command.toLowerCase() === verb);

/** What can be done with an interaction in its state, by a switch that can. Only a call can be put on hold. */
export const verbsFor = ({ state, type, consultation }: Interaction, able: Capabilities): readonly InteractionVerb[] =>
  ((consultation ? consultationVerbs[consultation.state] : verbs[state]) ?? []).filter(
    (verb) => canDo(able, verb) && (verb !== 'hold' || type === 'Telephony'),
  );

/** Whether a call can be handed to somebody else, at once or after a question. */
export const canTransferOrConsult = ({ state, type, consultation }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' &&
  !consultation &&
  (state === 'Connected' || state === 'Held') &&
  (canDo(able, 'transfer') || canDo(able, 'consult'));

/** Whether the other side can hear tones. */
export const canHearTones = ({ state, type }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' && state === 'Connected' && canDo(able, 'senddigits');

/** It rings, and only the telephone itself can answer. */
export const ringsAtTelephone = ({ state, type }: Interaction, able: Capabilities): boolean =>
  type === 'Telephony' && state === 'Alerting' && !canDo(able, 'accept');
