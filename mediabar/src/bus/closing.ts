/** Why a link ended, in words a program can decide by. */
export type Ending =
  | 'LoggedOut'
  | 'TakenOver'
  | 'LoggedOutBySupervisor'
  | 'LoggedOutBySwitch'
  | 'PresenceLost'
  | 'ResumedElsewhere'
  | 'LinkLost'
  | 'Refused';

export interface Closing {
  readonly code: number;
  readonly ending: Ending;
  /** The session may still live at HIS: a client with a resume token tries `session.request.resume`. */
  readonly mayResume: boolean;
}

// The table of closing codes in docs/bus.md.
const endings: Readonly<Record<number, Ending>> = {
  1000: 'LoggedOut',
  4001: 'TakenOver',
  4002: 'LoggedOutBySupervisor',
  4003: 'LoggedOutBySwitch',
  4004: 'PresenceLost',
  // The same session goes on in another window; to go on here too would only take it away from there.
  4006: 'ResumedElsewhere',
  // Policy: this page may not speak to HIS. Trying again by ourselves would only be counted against us.
  1008: 'Refused',
};

/** Whatever is not in the table is a lost link. */
export const closingOf = (code: number): Closing => {
  const ending = endings[code];
  return { code, ending: ending ?? 'LinkLost', mayResume: !ending };
};
