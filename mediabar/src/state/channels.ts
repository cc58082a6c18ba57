import type {
  AgentState,
  BusEvent,
  Cause,
  Channel,
  Consultation,
  Interaction,
  QueueState,
  Reason,
} from '../bus/wire.ts';

/**
 * The channels of a session after an event.
 *
 * Tolerant of incomplete events: a member that is missing keeps its value or follows from the name of the event, and an
 * event about an unknown object changes nothing. Without `since`, a state began at the time of the event.
 */
export function channelsAfter(channels: readonly Channel[], { method, params }: BusEvent): readonly Channel[] {
  const since = text(params['since']) ?? params.time;
  const { channelId, interactionId } = params;

  // A new state of a channel applies to all its queues until another event says otherwise.
  const change = (changed: Partial<Channel>) =>
    channels.map((channel) =>
      channel.id === channelId
        ? { ...withoutQueues(channel), since, ...changed, ...knownMembers(params, channelMembers) }
        : channel,
    );
  const notReady = () =>
    change({
      activation: 'Active',
      agentState: 'NotReady',
      reason: null,
      cause: (text(params['cause']) ?? null) as Cause | null,
    });

  switch (method) {
    case 'channel.event.created':
      if (!channelId || channels.some((channel) => channel.id === channelId)) return change({});
      return [...channels, { ...newChannel, since, ...knownMembers(params, channelMembers), id: channelId }];
    case 'channel.event.activated':
    case 'channel.event.notready':
      return notReady();
    case 'channel.event.deactivated':
      return change({ activation: 'Inactive', agentState: null, reason: null, cause: null });
    case 'channel.event.ready':
      return change({ activation: 'Active', agentState: 'Ready', reason: null, cause: null });
    case 'channel.event.unavailable':
      return change({ activation: 'Unavailable', agentState: null, reason: null, cause: null });
    case 'channel.event.available':
      return change({ reason: null, cause: null });
    case 'channel.event.updated':
      return channels.map((channel) =>
        channel.id === channelId ? { ...withoutQueues(channel), ...queuesIn(params['queues']) } : channel,
      );
    case 'channel.event.disposed':
      return channels.filter((channel) => channel.id !== channelId);
    case 'interaction.event.created':
    case 'interaction.event.updated':
      if (!interactionId) return channels;
      return channels.map((channel) =>
        channel.id === channelId || channel.interactions.some(({ id }) => id === interactionId)
          ? { ...channel, interactions: interactionsAfter(channel, interactionId, since, params) }
          : channel,
      );
    case 'interaction.event.completed':
      return channels.map((channel) => ({
        ...channel,
        interactions: channel.interactions.filter(({ id }) => id !== interactionId),
      }));
    case 'session.event.disposed':
      return [];
    default:
      return channels;
  }
}

function interactionsAfter(
  channel: Channel,
  id: string,
  since: string,
  params: BusEvent['params'],
): readonly Interaction[] {
  const news = { ...knownMembers(params, interactionMembers), since };
  if (params['state'] === 'Completed') return channel.interactions.filter((each) => each.id !== id);
  if (channel.interactions.some((each) => each.id === id)) {
    return channel.interactions.map((each) =>
      each.id === id ? { ...each, ...news, since: params['state'] === each.state ? each.since : since } : each,
    );
  }
  return [...channel.interactions, { ...newInteraction, type: channel.type, ...news, id }];
}

/** The channel without queues that differ from it. */
const withoutQueues = ({ queues, ...channel }: Channel): Channel => channel;

/**
 * Validates the queues of an event. Entries without a name are dropped; an empty list is left out: all queues agree.
 */
function queuesIn(value: unknown): Pick<Channel, 'queues'> {
  const queues = (Array.isArray(value) ? value : []).flatMap((each: Partial<QueueState> | null): QueueState[] => {
    const { queue, agentState, reason } = each ?? {};
    return typeof queue === 'string'
      ? [{ queue, agentState: (text(agentState) ?? null) as AgentState | null, reason: reasonIn(reason) }]
      : [];
  });
  return queues.length > 0 ? { queues } : {};
}

const reasonIn = (value: unknown): Reason | null => (typeof value === 'object' ? value : null);

const newChannel: Channel = {
  id: '',
  type: 'Telephony',
  endpoint: null,
  activation: 'Inactive',
  agentState: null,
  reason: null,
  cause: null,
  since: '',
  interactions: [],
};
const newInteraction: Interaction = {
  id: '',
  type: 'Telephony',
  direction: 'Inbound',
  state: 'Alerting',
  party: null,
  subject: null,
  since: '',
  consultation: null,
  partyName: null,
  partyWithheld: false,
};

const channelMembers = ['type', 'endpoint', 'activation', 'agentState', 'reason'] as const;
const interactionMembers = [
  'type',
  'direction',
  'state',
  'party',
  'subject',
  'consultation',
  'partyName',
  'partyWithheld',
] as const;

const objects: readonly string[] = ['reason', 'consultation'];

/** The known members of an event with values of the expected types; any other value is dropped. */
function knownMembers(params: BusEvent['params'], members: readonly string[]): Record<string, MemberValue> {
  const found: Record<string, MemberValue> = {};
  for (const member of members) {
    const value = params[member];
    if (member === 'partyWithheld' ? typeof value === 'boolean' : value === null || typeof value === 'string') {
      found[member] = value as MemberValue;
    } else if (objects.includes(member) && typeof value === 'object') {
      found[member] = value;
    }
  }
  return found;
}

type MemberValue = string | boolean | Reason | Consultation | null;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
