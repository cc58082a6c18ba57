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
import { words } from '../locales/words.ts';
import type { BarState, NotTaken } from '../state/model.ts';
import type { InteractionVerb } from '../state/selectors.ts';

// How the things of the state are called, in the language spoken now.

export const channelName = (type: ChannelType): string =>
  ({ Telephony: words.telephony, Chat: words.chat, Email: words.email })[type]?.() ?? type;

/** What is known of a channel's state, as one word for `data-` attributes, icons and colours. */
export type ChannelMood = 'Ready' | 'NotReady' | 'Inactive' | 'Unavailable';

export const moodOf = ({ activation, agentState }: Channel): ChannelMood =>
  activation === 'Active' ? (agentState ?? 'Unavailable') : activation;

export const moodName = (mood: ChannelMood): string =>
  ({
    Ready: words.ready,
    NotReady: words.notReady,
    Inactive: words.inactive,
    Unavailable: words.unavailable,
  })[mood]();

const causes: Readonly<Record<Exclude<Cause, 'AgentRequest'>, () => string>> = {
  ConnectionLost: words.causeConnectionLost,
  Supervisor: words.causeSupervisor,
  Inactivity: words.causeInactivity,
  AgentRemoved: words.causeAgentRemoved,
  Maintenance: words.causeMaintenance,
  TakenOver: words.causeTakenOver,
  SwitchInitiated: words.causeSwitchInitiated,
  SwitchRestart: words.causeSwitchRestart,
  StationOutOfService: words.causeStationOutOfService,
  Reconciled: words.causeReconciled,
};

/** Why the channel is Not Ready, where the agent did not ask for it; else nothing. */
export const causeText = ({ agentState, cause }: Channel): string =>
  agentState !== 'NotReady' || !cause || cause === 'AgentRequest'
    ? ''
    : (Object.hasOwn(causes, cause) ? causes[cause] : words.causeOther)();

/** In which queues the channel is otherwise than as a whole, and why: "In support: Not Ready, Auto-Pause". */
export const queuesText = ({ agentState, reason, queues }: Channel): string =>
  (queues ?? [])
    .filter((each) => each.agentState !== agentState || reasonText(each.reason ?? null) !== reasonText(reason))
    .map((each) =>
      words.inQueue(
        each.queue,
        [moodName(each.agentState ?? 'Inactive'), reasonText(each.reason ?? null)].filter(Boolean).join(', '),
      ),
    )
    .join('; ');

export const reasonText = (reason: Reason | null): string => reason?.label || reason?.text || reason?.code || '';

const stateNames: Record<InteractionState, () => string> = {
  Alerting: words.alerting,
  Dialing: words.dialing,
  Connected: words.connectedState,
  Held: words.held,
  Ended: words.ended,
  Completed: words.completedState,
};

// The state that forbids a command, where it has a name.
const blockingStates: Readonly<Record<string, () => string>> = {
  ...stateNames,
  Inactive: words.inactive,
  Unavailable: words.unavailable,
  Consulting: words.consultingState,
  Conference: words.conferenceState,
  LoggedOff: words.loggedOut,
};
export const stateName = (state: InteractionState): string => stateNames[state]?.() ?? state;

const consultationNames: Record<ConsultationState, () => string> = {
  Dialing: words.dialing,
  Connected: words.connectedState,
  Conference: words.conferenceState,
};
export const consultationName = (state: ConsultationState): string => consultationNames[state]?.() ?? state;

/** Who is on the other side: by name where one is known, and always with the number, for anybody can call themselves anything. */
export const partyText = ({ party, partyName, partyWithheld }: NotTaken['party']): string =>
  partyWithheld ? words.withheldParty() : [partyName, party].filter(Boolean).join(', ') || words.unknownParty();

/** "A call with +49 30 5550100 (On hold), second party 200 (Connected)": what goes on, in a line. */
export function sentenceFor(
  interaction: Interaction,
  state: InteractionState = interaction.state,
  name = partyText(interaction),
): string {
  const sentence = { Telephony: words.callBlocks, Chat: words.chatBlocks, Email: words.emailBlocks }[interaction.type];
  const line = (sentence ?? words.callBlocks)(name, stateName(state));
  const second = state === interaction.state ? interaction.consultation : null;
  return second ? words.andSecondParty(line, second.party, consultationName(second.state)) : line;
}

export const verbName = (verb: InteractionVerb): string => words[verb]();

const localFailures: Readonly<Record<string, () => string>> = {
  LinkLost: words.linkLost,
  TimedOut: words.timedOut,
  Unreachable: words.unreachable,
  Busy: words.busy,
  PendingLogoutFailed: words.pendingLogoutFailed,
  EndpointNotRegistered: words.endpointNotRegistered,
};

const outboundCauses: Readonly<Record<InteractionCause, () => string>> = {
  Busy: words.outboundBusy,
  NoAnswer: words.outboundNoAnswer,
  Refused: words.outboundRefused,
  Unreachable: words.outboundUnreachable,
  Cancelled: words.outboundCancelled,
  Failed: words.outboundFailed,
};
const inboundCauses: Readonly<Partial<Record<InteractionCause, () => string>>> = {
  NoAnswer: words.inboundNoAnswer,
  Cancelled: words.inboundCancelled,
};

/** "+49 30 5550142: busy." A stranger's name keeps its direction to itself, here by U+2068 and U+2069. */
function notTakenText({ what, party, cause }: NotTaken): string {
  const known = Object.hasOwn(outboundCauses, cause) ? cause : 'Failed';
  const why = what === 'Inbound' ? (inboundCauses[known] ?? words.inboundFailed) : outboundCauses[known];
  const line = words.notTaken(`\u2068${partyText(party)}\u2069`, why());
  if (what !== 'Transfer') return line;
  return words.transferNotTaken(known === 'Cancelled' ? words.transferCancelled() : line);
}

/**
 * The sentence for a failure: as HIS words it, but in the language that is spoken now, which need not be that of the
 * login. A failure that is new since this was written has the sentence that came with it.
 */
export function failureText({ name, message, data }: Failure, session: BarState['session']): string {
  if (Object.hasOwn(localFailures, name)) return localFailures[name]!();
  if (name === 'NotTaken') return notTakenText(data as unknown as NotTaken);
  const id = [`${name}.${String(data['path'])}`, name].find((each) => Object.hasOwn(sentences, each));
  if (!id) return message || words.failed();
  const channel = session?.channels.find((each) => each.id === data['channelId']);
  const queues: readonly unknown[] = Array.isArray(data['queues']) ? data['queues'] : [];
  const gaps: Readonly<Record<string, unknown>> = {
    channel: channel ? channelName(channel.type) : data['channelId'],
    path: data['path'],
    state: blockingStates[String(data['state'])]?.() ?? data['state'],
    seconds: data['retryAfterSeconds'],
    queues: queues.join(', '),
  };
  const partly = queues.length > 0 ? ` ${msg(sentences.NotDoneIn!, { id: 'NotDoneIn' })}` : '';
  return (msg(sentences[id]!, { id }) + partly).replace(/\{(\w+)\}/g, (_, gap: string) => String(gaps[gap] ?? '?'));
}

const endings: Record<Ending | Cause, (() => string) | null> = {
  LoggedOut: null,
  AgentRequest: null,
  TakenOver: words.endedTakenOver,
  LoggedOutBySupervisor: words.endedBySupervisor,
  LoggedOutBySwitch: words.endedBySwitch,
  PresenceLost: words.endedPresenceLost,
  Supervisor: words.endedBySupervisor,
  Inactivity: words.endedInactivity,
  AgentRemoved: words.endedAgentRemoved,
  Maintenance: words.endedMaintenance,
  SwitchInitiated: words.endedBySwitch,
  SwitchRestart: words.endedSwitchRestart,
  StationOutOfService: words.endedStationOutOfService,
  Reconciled: words.endedReconciled,
  ConnectionLost: words.endedPresenceLost,
  ResumedElsewhere: words.endedResumedElsewhere,
  LinkLost: words.endedLinkLost,
  Refused: words.endedRefused,
};
export const endingText = (ending: BarState['ending']): string =>
  // A cause that is new since this was written has no words here.
  ending ? (Object.hasOwn(endings, ending) ? (endings[ending]?.() ?? '') : words.endedLinkLost()) : '';
