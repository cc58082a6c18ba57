import { msg } from '@lit/localize';
import failureMessages from '#failure-messages/en.json';
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

// The labels of states, causes and failures, in the current language.

export const channelLabel = (type: ChannelType): string =>
  ({ Telephony: messages.telephony, Chat: messages.chat, Email: messages.email })[type]?.() ?? type;

/** The state of a channel as one word, for `data-` attributes, icons and colors. */
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

/** Why the channel is Not Ready, unless the agent asked for it; otherwise empty. */
export const causeText = ({ agentState, cause }: Channel): string =>
  agentState !== 'NotReady' || !cause || cause === 'AgentRequest' ? '' : causeName(cause);

/** A cause as a short text. */
export const causeName = (cause: Exclude<Cause, 'AgentRequest'>): string =>
  (Object.hasOwn(causes, cause) ? causes[cause] : messages.causeOther)();

/** The queues in which the state differs from the channel's, and why: "In support: Not Ready, Auto-Pause". */
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

export const stateName = (state: InteractionState): string => stateLabel[state]?.() ?? state;

const consultationLabel: Record<ConsultationState, () => string> = {
  Dialing: messages.dialing,
  Connected: messages.connectedState,
  Conference: messages.conferenceState,
};
export const consultationName = (state: ConsultationState): string => consultationLabel[state]?.() ?? state;

/** The other side: by name if there is one, and always with the number, because anybody can claim any name. */
export const partyText = ({ party, partyName, partyWithheld }: NotTaken['party']): string =>
  partyWithheld ? messages.withheldParty() : [partyName, party].filter(Boolean).join(', ') || messages.unknownParty();

/** An interaction in one line: "A call with +49 30 5550100 (On hold), second party 200 (Connected)". */
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

/** "+49 30 5550142: busy." U+2068 and U+2069 isolate the direction of the name, which is untrusted text. */
function notTakenText({ what, party, cause }: NotTaken): string {
  const known = Object.hasOwn(outboundCauses, cause) ? cause : 'Failed';
  const why = what === 'Inbound' ? (inboundCauses[known] ?? messages.inboundFailed) : outboundCauses[known];
  const line = messages.notTaken(`\u2068${partyText(party)}\u2069`, why());
  if (what !== 'Transfer') return line;
  return messages.transferNotTaken(known === 'Cancelled' ? messages.transferCancelled() : line);
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '?');

/**
 * The sentence for a failure. It is translated here, because the current language may differ from that of the login. An
 * unknown failure has the sentence that HIS sent. With several platforms it begins with the name of the platform.
 */
export function failureText({ name, message, data }: Failure, session: BarState['session']): string {
  if (Object.hasOwn(localFailures, name)) return localFailures[name]!();
  if (name === 'LeftBehind') return messages.leftBehind((data['platforms'] as string[]).join(', '));
  if (name === 'NotTaken') return notTakenText(data as unknown as NotTaken);
  const about = data['path'] ?? (data['channelId'] ? 'channel' : '');
  const id = [`${name}.${textOf(about)}`, name].find((each) => Object.hasOwn(failureMessages, each));
  if (!id) return message || messages.failed();
  const channel = session?.channels.find((each) => each.id === data['channelId']);
  const queues: readonly unknown[] = Array.isArray(data['queues']) ? data['queues'] : [];
  const gaps: Readonly<Record<string, unknown>> = {
    channel: channel ? channelLabel(channel.type) : data['channelId'],
    path: data['path'],
    seconds: data['retryAfterSeconds'],
    queues: queues.join(', '),
  };
  const partly = queues.length > 0 ? ` ${msg(failureMessages.NotDoneIn!, { id: 'NotDoneIn' })}` : '';
  const text = (msg(failureMessages[id]!, { id }) + partly).replace(/\{(\w+)\}/g, (_, gap: string) =>
    textOf(gaps[gap]),
  );
  return data['platform'] ? messages.channelIs(textOf(data['platform']), text) : text;
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
  // An unknown cause has no text of its own.
  ending ? (Object.hasOwn(endings, ending) ? (endings[ending]?.() ?? '') : messages.endedLinkLost()) : '';
