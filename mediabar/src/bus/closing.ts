/** Why a link closed. */
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
  /** The session may still live: a client with a resume token tries `session.request.resume`. */
  readonly mayResume: boolean;
}

// The table of closing codes in docs/bus.md.
const endings: Readonly<Record<number, Ending>> = {
  1000: 'LoggedOut',
  4001: 'TakenOver',
  4002: 'LoggedOutBySupervisor',
  4003: 'LoggedOutBySwitch',
  4004: 'PresenceLost',
  // The session continues in another window; resuming it here would take it away from there.
  4006: 'ResumedElsewhere',
  // Policy: this page may not connect to HIS. Retries would count against its rate limit.
  1008: 'Refused',
};

/** Maps a close code of the WebSocket. A code that is not in the table is a lost link. */
export const closingOf = (code: number): Closing => {
  const ending = endings[code];
  return { code, ending: ending ?? 'LinkLost', mayResume: !ending };
};
