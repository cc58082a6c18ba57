/**
 * The texts of what is loaded after the login (`view/screen-content.ts`), in English. The id of a message is its name
 * here.
 */
export const screenTexts = {
  takeOverTitle: 'Already logged in elsewhere',
  takeOverText: 'This agent is logged in elsewhere. Take over the session? The other session is then logged out.',
  takeOver: 'Take over',
  confirm: 'Confirm',
  cancel: 'Cancel',

  // Reasons
  logoutReason: 'Logout reason',
  notReadyReason: 'Not Ready reason',
  chooseReason: 'Choose a reason',
  noReason: 'No reason',
  otherReason: 'Other',
  ownWords: 'In your own words',
  notAccepted: 'The reason was not accepted. Please choose again.',
  reasonMissing: 'Choose or enter a reason first.',
  noReasonsListed: 'A reason is required, but none can be given. Please ask your supervisor.',

  // A logout that stopped half-way
  soFar: 'Done so far',
  nowNotReady: 'now Not Ready',
  nowDeactivated: 'now deactivated',
  unchanged: 'unchanged',
  stoppedHere: 'stopped here',
  nowLoggedOff: 'you are logged off there',
  stillLoggedOn: 'you are still logged on there',
  willBeLoggedOff: 'you will be logged off there as soon as possible',

  // Several platforms
  platformLoggedOff: 'You are logged off there. Activate one of its channels to log on again.',
  platformUnavailable: 'It cannot be reached. You will be logged on there as soon as possible.',
  notReached: 'Does not reach',
} as const;

export type ScreenMessageId = keyof typeof screenTexts;
