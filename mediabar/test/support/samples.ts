import type { Capabilities, Channel, Interaction, Platform, ReasonPolicy, Snapshot } from '../../src/bus/wire.ts';

const noReason: ReasonPolicy = { requirement: 'None', freeText: false, version: '1', reasons: [] };
export const mustGiveReason: ReasonPolicy = {
  requirement: 'Required',
  freeText: true,
  version: '1',
  reasons: [
    { code: 'END', label: 'End of shift' },
    { code: 'TRAIN', label: 'Training' },
  ],
};

export const call: Interaction = {
  id: 'call-1',
  type: 'Telephony',
  direction: 'Inbound',
  state: 'Connected',
  party: '+49 30 5550 142',
  subject: null,
  since: '2026-05-04T08:00:00Z',
  consultation: null,
};

/** A switch that supports everything. */
export const everything: Capabilities = {
  channelDeactivation: true,
  logoutReason: noReason,
  notReadyReason: noReason,
  commands: [
    'Accept',
    'Reject',
    'Hold',
    'Retrieve',
    'End',
    'Complete',
    'Transfer',
    'Consult',
    'CompleteTransfer',
    'CancelConsultation',
    'Conference',
    'SendDigits',
  ],
  dialing: true,
  logoutWhenPossible: false,
};

export const phone: Channel = {
  id: 'phone',
  type: 'Telephony',
  endpoint: '1001',
  activation: 'Active',
  agentState: 'Ready',
  reason: null,
  cause: null,
  since: '2026-05-04T08:00:00Z',
  interactions: [],
};
export const chat: Channel = { ...phone, id: 'chat', type: 'Chat', endpoint: null };

export const snapshotWith = ({
  channels = [phone, chat],
  sequence = 3,
  logoutReason = noReason,
  notReadyReason = noReason,
}: {
  channels?: readonly Channel[];
  sequence?: number;
  logoutReason?: ReasonPolicy;
  notReadyReason?: ReasonPolicy;
} = {}): Snapshot => ({
  session: {
    id: 's',
    agent: { id: 'alice', name: 'Alice' },
    platform: 'Simulator',
    loggedInAt: '2026-05-04T08:00:00Z',
    sequence,
    loggingOut: false,
  },
  capabilities: { ...everything, logoutReason, notReadyReason },
  channelGroup: { id: 'group', channels },
});

/** An agent with a telephone at the platform `phone`, and chat and email at the platform `text`. */
export const twoPlatforms = {
  channels: [
    { ...phone, platform: 'phone' },
    { ...chat, platform: 'text' },
    { ...chat, id: 'email', type: 'Email', platform: 'text' },
  ] satisfies Channel[],
  at: (
    name: string,
    { state = 'LoggedOn', ...able }: Partial<Capabilities> & { state?: Platform['state'] } = {},
  ): Platform => ({ name, required: name === 'phone', state, capabilities: { ...everything, ...able } }),
};

/** The snapshot of that agent. */
export const snapshotAtTwo = (
  platforms: readonly Platform[] = [twoPlatforms.at('phone'), twoPlatforms.at('text')],
  channels: readonly Channel[] = twoPlatforms.channels,
): Snapshot => ({ ...snapshotWith({ channels }), platforms });
