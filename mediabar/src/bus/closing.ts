/** Why a link ended, in words a program can decide by. */
export type Ending =
  'LoggedOut' | 'TakenOver' | 'LoggedOutBySupervisor' | 'LoggedOutBySwitch' | 'PresenceLost' | 'LinkLost' | 'Refused';

export interface Closing {
  readonly code: number;
  readonly ending: Ending;
  /**
   * The session may still live at HIS, so a client that keeps its resume token could try `session.request.resume`. This
   * version of HIS refuses every resume; `Desk.afterLoss` is the one place to add it.
   */
  readonly mayResume: boolean;
}

/** The table of closing codes in docs/bus.md. Whatever is not in it is a lost link. */
export function closingOf(code: number): Closing {
  switch (code) {
    case 1000:
      return { code, ending: 'LoggedOut', mayResume: false };
    case 4001:
      return { code, ending: 'TakenOver', mayResume: false };
    case 4002:
      return { code, ending: 'LoggedOutBySupervisor', mayResume: false };
    case 4003:
      return { code, ending: 'LoggedOutBySwitch', mayResume: false };
    case 4004:
      return { code, ending: 'PresenceLost', mayResume: false };
    // Policy: this page may not speak to HIS. Trying again by ourselves would only be counted against us.
    case 1008:
      return { code, ending: 'Refused', mayResume: false };
    default:
      return { code, ending: 'LinkLost', mayResume: true };
  }
}
