import { msg } from '@lit/localize';
import sentences from '#sentences/en.json';
import type { Failure } from '../bus/answer.ts';
import type { Ending } from '../bus/closing.ts';
import type {
  Cause,
  Channel,
  ChannelType,
  ConsultationState,
  Interaction,
  InteractionCause,
  InteractionState,
  Reason,
} from '../bus/wire.ts';
import { messages } from '../locales/messages.ts';
import type { BarState, NotTaken } from '../state/model.ts';
import type { InteractionVerb } from '../state/selectors.ts';

// How the things of the state are called, in the language spoken now.

export const channelLabel = (type: ChannelType): string =>
  ({ Telephony: messages.telephony, Chat: messages.chat, Email: messages.email })[type]?.() ?? type;

/** What is known of a channel's state, as one word for `data-` attributes, icons and colours. */
export type ChannelStatus = 'Ready' | 'NotReady' | 'Inactive' | 'Unavailable';

export const channelStatus = ({ activation, agentState }: Channel): ChannelStatus =>
  activation === 'Active' ? (agentState ?? 'Unavailable') : activation;

export const statusLabel = (status: ChannelStatus): string =>
  ({
    Ready: messages.ready,
    NotReady: messages.notReady,
    Inactive: messages.inactive,
    Unavailable: messages.unavailable,
  })[status]();

const causes: Readonly<Record<Exclude<Cause, 'AgentRequest'>, () => string>> = {
  ConnectionLost: messages.causeConnectionLost,
  Supervisor: messages.causeSupervisor,
  Inactivity: messages.causeInactivity,
  AgentRemoved: messages.causeAgentRemoved,
  Maintenance: messages.causeMaintenance,
  TakenOver: messages.causeTakenOver,
  SwitchInitiated: messages.causeSwitchInitiated,
  SwitchRestart: messages.causeSwitchRestart,
  StationOutOfService: messages.causeStationOutOfService,
  Reconciled: messages.causeReconciled,
};

/** Why the channel is Not Ready, where the agent did not ask for it; else nothing. */
export const causeText = ({ agentState, cause }: Channel): string =>
  agentState !== 'NotReady' || !cause || cause === 'AgentRequest'
    ? ''
    : (Object.hasOwn(causes, cause) ? causes[cause] : messages.causeOther)();

/** In which queues the channel is otherwise than as a whole, and why: "In support: Not Ready, Auto-Pause". */
export const queuesText = ({ agentState, reason, queues }: Channel): string =>
  (queues ?? [])
    .filter((each) => each.agentState !== agentState || reasonText(each.reason ?? null) !== reasonText(reason))
    .map((each) =>
      messages.inQueue(
        each.queue,
        [statusLabel(each.agentState ?? 'Inactive'), reasonText(each.reason ?? null)].filter(Boolean).join(', '),
      ),
    )
    .join('; ');

export const reasonText = (reason: Reason | null): string => reason?.label || reason?.text || reason?.code || '';

const stateLabel: Record<InteractionState, () => string> = {
  Alerting: messages.alerting,
  Dialing: messages.dialing,
  Connected: messages.connectedState,
  Held: messages.held,
  Ended: messages.ended,
  Completed: messages.completedState,
};

// The state that forbids a command, where it has a name.
const blockingStates: Readonly<Record<string, () => string>> = {
  ...stateLabel,
  Inactive: messages.inactive,
  Unavailable: messages.unavailable,
  Consulting: messages.consultingState,
  Conference: messages.conferenceState,
  LoggedOff: messages.loggedOut,
};
export const stateName = (state: InteractionState): string => stateLabel[state]?.() ?? state;

const consultationLabel: Record<ConsultationState, () => string> = {
  Dialing: messages.dialing,
  Connected: messages.connectedState,
  Conference: messages.conferenceState,
};
export const consultationName = (state: ConsultationState): string => consultationLabel[state]?.() ?? state;

/** Who is on the other side: by name where one is known, and always with the number, for anybody can call themselves anything. */
export const partyText = ({ party, partyName, partyWithheld }: NotTaken['party']): string =>
  partyWithheld ? messages.withheldParty() : [partyName, party].filter(Boolean).join(', ') || messages.unknownParty();

/** "A call with +49 30 5550100 (On hold), second party 200 (Connected)": what goes on, in a line. */
export function sentenceFor(
  interaction: Interaction,
  state: InteractionState = interaction.state,
  name = partyText(interaction),
): string {
  const sentence = { Telephony: messages.callBlocks, Chat: messages.chatBlocks, Email: messages.emailBlocks }[
    interaction.type
  ];
  const line = (sentence ?? messages.callBlocks)(name, stateName(state));
  const second = state === interaction.state ? interaction.consultation : null;
  return second ? messages.andSecondParty(line, second.party, consultationName(second.state)) : line;
}

export const verbLabel = (verb: InteractionVerb): string => messages[verb]();

const localFailures: Readonly<Record<string, () => string>> = {
  LinkLost: messages.linkLost,
  TimedOut: messages.timedOut,
  Unreachable: messages.unreachable,
  Busy: messages.busy,
  PendingLogoutFailed: messages.pendingLogoutFailed,
  EndpointNotRegistered: messages.endpointNotRegistered,
};

const outboundCauses: Readonly<Record<InteractionCause, () => string>> = {
  Busy: messages.outboundBusy,
  NoAnswer: messages.outboundNoAnswer,
  Refused: messages.outboundRefused,
  Unreachable: messages.outboundUnreachable,
  Cancelled: messages.outboundCancelled,
  Failed: messages.outboundFailed,
};
const inboundCauses: Readonly<Partial<Record<InteractionCause, () => string>>> = {
  NoAnswer: messages.inboundNoAnswer,
  Cancelled: messages.inboundCancelled,
};

/** "+49 30 5550142: busy." A stranger's name keeps its direction to itself, here by U+2068 and U+2069. */
function notTakenText({ what, party, cause }: NotTaken): string {
  const known = Object.hasOwn(outboundCauses, cause) ? cause : 'Failed';
  const why = what === 'Inbound' ? (inboundCauses[known] ?? messages.inboundFailed) : outboundCauses[known];
  const line = messages.notTaken(`\u2068${partyText(party)}\u2069`, why());
  if (what !== 'Transfer') return line;
  return messages.transferNotTaken(known === 'Cancelled' ? messages.transferCancelled() : line);
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '?');

/**
 * The sentence for a failure: as HIS words it, but in the language that is spoken now, which need not be that of the
 * login. A failure that is new since this was written has the sentence that came with it.
 */
export function failureText({ name, message, data }: Failure, session: BarState['session']): string {
  if (Object.hasOwn(localFailures, name)) return localFailures[name]!();
  if (name === 'NotTaken') return notTakenText(data as unknown as NotTaken);
  const id = [`${name}.${String(data['path'])}`, name].find((each) => Object.hasOwn(sentences, each));
  if (!id) return message || messages.failed();
  const channel = session?.channels.find((each) => each.id === data['channelId']);
  const queues: readonly unknown[] = Array.isArray(data['queues']) ? data['queues'] : [];
  const gaps: Readonly<Record<string, unknown>> = {
    channel: channel ? channelLabel(channel.type) : data['channelId'],
    path: data['path'],
    state: blockingStates[String(data['state'])]?.() ?? data['state'],
    seconds: data['retryAfterSeconds'],
    queues: queues.join(', '),
  };
  const partly = queues.length > 0 ? ` ${msg(sentences.NotDoneIn!, { id: 'NotDoneIn' })}` : '';
  return (msg(sentences[id]!, { id }) + partly).replace(/\{(\w+)\}/g, (_, gap: string) => textOf(gaps[gap]));
}

const endings: Record<Ending | Cause, (() => string) | null> = {
  LoggedOut: null,
  AgentRequest: null,
  TakenOver: messages.endedTakenOver,
  LoggedOutBySupervisor: messages.endedBySupervisor,
  LoggedOutBySwitch: messages.endedBySwitch,
  PresenceLost: messages.endedPresenceLost,
  Supervisor: messages.endedBySupervisor,
  Inactivity: messages.endedInactivity,
  AgentRemoved: messages.endedAgentRemoved,
  Maintenance: messages.endedMaintenance,
  SwitchInitiated: messages.endedBySwitch,
  SwitchRestart: messages.endedSwitchRestart,
  StationOutOfService: messages.endedStationOutOfService,
  Reconciled: messages.endedReconciled,
  ConnectionLost: messages.endedPresenceLost,
  ResumedElsewhere: messages.endedResumedElsewhere,
  LinkLost: messages.endedLinkLost,
  Refused: messages.endedRefused,
};
export const endingText = (ending: BarState['ending']): string =>
  // A cause that is new since this was written has no words here.
  ending ? (Object.hasOwn(endings, ending) ? (endings[ending]?.() ?? '') : messages.endedLinkLost()) : '';
