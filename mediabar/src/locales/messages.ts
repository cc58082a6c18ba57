import { msg, str } from '@lit/localize';

/** Every text without a gap, in English. */
const plainMessages = {
  mediaBar: 'MediaBar',
  language: 'Language',

  // Basic Login
  login: 'Log in',
  loggingIn: 'Logging in…',
  agentId: 'Agent ID',
  password: 'Password',
  endpoint: 'Endpoint (optional)',
  endpointHint: 'Phone or extension',

  // Why the last session ended
  endedTakenOver: 'You logged in elsewhere. This session was taken over.',
  endedBySupervisor: 'A supervisor logged you out.',
  endedBySwitch: 'The switch logged you out.',
  endedPresenceLost: 'You were logged out because the connection was lost for too long.',
  endedInactivity: 'You were logged out because of inactivity.',
  endedAgentRemoved: 'You were logged out because this agent no longer exists.',
  endedMaintenance: 'You were logged out for maintenance.',
  endedSwitchRestart: 'You were logged out because the switch was restarted.',
  endedStationOutOfService: 'You were logged out because your telephone is out of service.',
  endedReconciled: 'According to the switch you are no longer logged in.',
  endedResumedElsewhere: 'Your session continues in another window.',
  endedLinkLost: 'The connection was lost. Log in again.',
  endedRefused: 'The server does not accept connections from this page.',
  unreachable: 'The server cannot be reached. Try again in a moment.',
  timedOut: 'The server has not answered. The command may still take effect.',
  failed: 'The command failed.',
  busy: 'The previous command is still running. Try again in a moment.',

  // The bar
  connected: 'Connected',
  connecting: 'Connecting',
  linkLost: 'Connection lost, trying again…',
  logoutPending: 'You will be logged out when all interactions are over.',
  cancelLogout: 'Stay logged in',
  pendingLogoutFailed: 'You could not be logged out. You are still logged in.',
  logout: 'Logout',
  loggingOut: 'Logging out…',
  close: 'Close',

  // Channels
  channels: 'Channels',
  allChannels: 'All channels',
  telephony: 'Telephony',
  chat: 'Chat',
  email: 'Email',
  ready: 'Ready',
  notReady: 'Not Ready',
  mixed: 'Mixed',
  inactive: 'Inactive',
  unavailable: 'Unknown, not available',
  activate: 'Activate',
  deactivate: 'Deactivate',
  activateAll: 'Activate all',
  deactivateAll: 'Deactivate all',
  timeInState: 'Time in state',

  // Why a channel is Not Ready, unless the agent asked for it
  causeConnectionLost: 'The connection was lost',
  causeSupervisor: 'By a supervisor',
  causeInactivity: 'Because of inactivity',
  causeAgentRemoved: 'This agent no longer exists',
  causeMaintenance: 'For maintenance',
  causeTakenOver: 'The session was taken over',
  causeSwitchInitiated: 'By the switch',
  causeSwitchRestart: 'The switch was restarted',
  causeStationOutOfService: 'The telephone is out of service',
  causeReconciled: 'According to the switch',
  causeOther: 'Not at your request',

  // Dialing
  numberToDial: 'Number to dial',
  dial: 'Dial',

  // Interactions
  interactions: 'Interactions',
  accept: 'Accept',
  reject: 'Reject',
  hold: 'Hold',
  retrieve: 'Retrieve',
  end: 'End',
  complete: 'Complete',
  inbound: 'Inbound',
  outbound: 'Outbound',
  alerting: 'Alerting',
  dialing: 'Dialing',
  connectedState: 'Connected',
  held: 'On hold',
  ended: 'Wrap-up',
  completedState: 'Completed',
  unknownParty: 'Unknown',
  withheldParty: 'Number withheld',

  // Why something was not answered, after the name of the other side. The texts must fit calls, chats and email.
  outboundBusy: 'busy.',
  outboundNoAnswer: 'no answer.',
  outboundRefused: 'the call was declined.',
  outboundUnreachable: 'cannot be reached.',
  outboundCancelled: 'canceled before there was an answer.',
  outboundFailed: 'the call failed.',
  inboundNoAnswer: 'you did not answer.',
  inboundCancelled: 'gone before you answered.',
  inboundFailed: 'could not be put through to you.',
  transferCancelled: 'The customer did not wait for an answer.',

  // The bell
  ring: 'Ring and notify',
  ringSilent: 'No sound yet: the browser requires a click in this window first',
  ringRefused: 'The browser blocks notifications of this page',
  incomingCall: 'Incoming call',
  incomingChat: 'New chat',
  incomingEmail: 'New email',

  // Consultation, transfer and DTMF
  conferenceState: 'Conference',
  transfer: 'Transfer',
  transferTo: 'Transfer to',
  transferNow: 'Transfer now',
  askFirst: 'Ask first',
  completetransfer: 'Complete transfer',
  cancelconsultation: 'Back to customer',
  conference: 'All together',
  leave: 'Leave',
  secondParty: 'Second party',
  keypad: 'Keypad',
  tonesSent: 'Tones sent',
  answerAtTelephone: 'Answer at your telephone',
  endpointNotRegistered:
    'Your telephone is not registered at the switch, so no call can reach you yet. Please check it.',

  // Announcements for screen readers
  loggedIn: 'Logged in',
  loggedOut: 'Logged out',
} as const;

/** The messages of a list of texts, each by its name. */
export const messagesOf = <Id extends string>(texts: Readonly<Record<Id, string>>) =>
  Object.fromEntries(Object.entries<string>(texts).map(([id, text]) => [id, () => msg(text, { id })])) as Readonly<
    Record<Id, () => string>
  >;

/**
 * The texts of MediaBar, except those of `screen-messages.ts`. The id of a message is its name here. The other languages
 * are typed by both lists, so that a missing text does not compile.
 */
export const messages = {
  ...messagesOf(plainMessages),
  logoutBlocked: (what: string) => msg(str`Logout is not possible now: ${what}`, { id: 'logoutBlocked' }),
  callBlocks: (party: string, state: string) => msg(str`A call with ${party} (${state})`, { id: 'callBlocks' }),
  chatBlocks: (party: string, state: string) => msg(str`A chat with ${party} (${state})`, { id: 'chatBlocks' }),
  emailBlocks: (party: string, state: string) => msg(str`An email with ${party} (${state})`, { id: 'emailBlocks' }),
  andSecondParty: (line: string, party: string, state: string) =>
    msg(str`${line}, second party ${party} (${state})`, { id: 'andSecondParty' }),

  notTaken: (party: string, why: string) => msg(str`${party}: ${why}`, { id: 'notTaken' }),
  transferNotTaken: (why: string) => msg(str`Nobody took the transfer. ${why}`, { id: 'transferNotTaken' }),
  inQueue: (queue: string, state: string) => msg(str`In ${queue}: ${state}`, { id: 'inQueue' }),
  leftBehind: (platforms: string) =>
    msg(str`You are logged out, but not yet at ${platforms}. You will be logged off there as soon as possible.`, {
      id: 'leftBehind',
    }),
  channelIs: (channel: string, state: string) => msg(str`${channel}: ${state}`, { id: 'channelIs' }),
} as const;

export type MessageId = keyof typeof messages;
