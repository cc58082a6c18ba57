import { msg, str } from '@lit/localize';

/**
 * Every word of MediaBar, in English. The id of a message is its name here; the other languages are typed by this list,
 * so that one with a missing word does not compile.
 */
export const words = {
  mediaBar: () => msg('MediaBar', { id: 'mediaBar' }),
  language: () => msg('Language', { id: 'language' }),

  // Basic Login
  login: () => msg('Log in', { id: 'login' }),
  loggingIn: () => msg('Logging in…', { id: 'loggingIn' }),
  agentId: () => msg('Agent ID', { id: 'agentId' }),
  password: () => msg('Password', { id: 'password' }),
  endpoint: () => msg('Endpoint (optional)', { id: 'endpoint' }),
  endpointHint: () => msg('Phone or extension', { id: 'endpointHint' }),
  takeOverTitle: () => msg('Already logged in elsewhere', { id: 'takeOverTitle' }),
  takeOverText: () =>
    msg('This agent is logged in at another place. Take over the session? The other place is then logged out.', {
      id: 'takeOverText',
    }),
  takeOver: () => msg('Take over', { id: 'takeOver' }),

  // Why the last session ended
  endedTakenOver: () => msg('You logged in at another place. This session was taken over.', { id: 'endedTakenOver' }),
  endedBySupervisor: () => msg('A supervisor logged you out.', { id: 'endedBySupervisor' }),
  endedBySwitch: () => msg('The switch logged you out.', { id: 'endedBySwitch' }),
  endedPresenceLost: () =>
    msg('You were logged out because the connection was away for too long.', { id: 'endedPresenceLost' }),
  endedLinkLost: () => msg('The connection was lost. Log in again.', { id: 'endedLinkLost' }),
  endedRefused: () => msg('HIS does not accept connections from this page.', { id: 'endedRefused' }),
  unreachable: () => msg('HIS cannot be reached. Try again in a moment.', { id: 'unreachable' }),
  timedOut: () => msg('HIS has not answered. The command may still take effect.', { id: 'timedOut' }),
  failed: () => msg('The command failed.', { id: 'failed' }),

  // The bar
  connected: () => msg('Connected', { id: 'connected' }),
  connecting: () => msg('Connecting', { id: 'connecting' }),
  outOfStep: () =>
    msg('News from HIS is missing. What you see may be out of date; log in again to be sure.', { id: 'outOfStep' }),
  logout: () => msg('Logout', { id: 'logout' }),
  loggingOut: () => msg('Logging out…', { id: 'loggingOut' }),
  logoutBlocked: (what: string) => msg(str`Logout is not possible now: ${what}`, { id: 'logoutBlocked' }),
  close: () => msg('Close', { id: 'close' }),
  confirm: () => msg('Confirm', { id: 'confirm' }),
  cancel: () => msg('Cancel', { id: 'cancel' }),

  // Channels
  channels: () => msg('Channels', { id: 'channels' }),
  allChannels: () => msg('All channels', { id: 'allChannels' }),
  telephony: () => msg('Telephony', { id: 'telephony' }),
  chat: () => msg('Chat', { id: 'chat' }),
  email: () => msg('Email', { id: 'email' }),
  ready: () => msg('Ready', { id: 'ready' }),
  notReady: () => msg('Not Ready', { id: 'notReady' }),
  mixed: () => msg('Mixed', { id: 'mixed' }),
  inactive: () => msg('Inactive', { id: 'inactive' }),
  unavailable: () => msg('Unknown, not available', { id: 'unavailable' }),
  activate: () => msg('Activate', { id: 'activate' }),
  deactivate: () => msg('Deactivate', { id: 'deactivate' }),
  activateAll: () => msg('Activate all', { id: 'activateAll' }),
  deactivateAll: () => msg('Deactivate all', { id: 'deactivateAll' }),
  timeInState: () => msg('Time in state', { id: 'timeInState' }),
  numberToDial: () => msg('Number to dial', { id: 'numberToDial' }),
  dial: () => msg('Dial', { id: 'dial' }),

  // Interactions
  interactions: () => msg('Interactions', { id: 'interactions' }),
  noInteractions: () => msg('No interactions', { id: 'noInteractions' }),
  accept: () => msg('Accept', { id: 'accept' }),
  reject: () => msg('Reject', { id: 'reject' }),
  hold: () => msg('Hold', { id: 'hold' }),
  retrieve: () => msg('Retrieve', { id: 'retrieve' }),
  end: () => msg('End', { id: 'end' }),
  complete: () => msg('Complete', { id: 'complete' }),
  inbound: () => msg('Inbound', { id: 'inbound' }),
  outbound: () => msg('Outbound', { id: 'outbound' }),
  alerting: () => msg('Alerting', { id: 'alerting' }),
  dialing: () => msg('Dialing', { id: 'dialing' }),
  connectedState: () => msg('Connected', { id: 'connectedState' }),
  held: () => msg('On hold', { id: 'held' }),
  ended: () => msg('Wrap-up', { id: 'ended' }),
  completedState: () => msg('Completed', { id: 'completedState' }),
  unknownParty: () => msg('Unknown', { id: 'unknownParty' }),
  callBlocks: (party: string, state: string) => msg(str`A call with ${party} (${state})`, { id: 'callBlocks' }),
  chatBlocks: (party: string, state: string) => msg(str`A chat with ${party} (${state})`, { id: 'chatBlocks' }),
  emailBlocks: (party: string, state: string) => msg(str`An email with ${party} (${state})`, { id: 'emailBlocks' }),

  // Reasons
  logoutReason: () => msg('Logout reason', { id: 'logoutReason' }),
  notReadyReason: () => msg('Not Ready reason', { id: 'notReadyReason' }),
  chooseReason: () => msg('Choose a reason', { id: 'chooseReason' }),
  noReason: () => msg('No reason', { id: 'noReason' }),
  otherReason: () => msg('Other', { id: 'otherReason' }),
  ownWords: () => msg('In your own words', { id: 'ownWords' }),
  notAccepted: () => msg('The reason was not accepted. Please choose again.', { id: 'notAccepted' }),
  reasonMissing: () => msg('Choose or enter a reason first.', { id: 'reasonMissing' }),
  noReasonsListed: () =>
    msg('A reason is required, but none can be given. Please ask your supervisor.', { id: 'noReasonsListed' }),

  // A logout that stopped half-way
  soFar: () => msg('Done so far', { id: 'soFar' }),
  nowNotReady: () => msg('now Not Ready', { id: 'nowNotReady' }),
  nowDeactivated: () => msg('now deactivated', { id: 'nowDeactivated' }),
  unchanged: () => msg('unchanged', { id: 'unchanged' }),
  stoppedHere: () => msg('stopped here', { id: 'stoppedHere' }),

  // Announced to those who cannot see it
  channelIs: (channel: string, state: string) => msg(str`${channel}: ${state}`, { id: 'channelIs' }),
  loggedIn: () => msg('Logged in', { id: 'loggedIn' }),
  loggedOut: () => msg('Logged out', { id: 'loggedOut' }),
} as const;

export type WordId = keyof typeof words;
