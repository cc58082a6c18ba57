import { done, failed, localFailure, type Answer, type Failure, type Outcome } from '../bus/answer.ts';
import type { Desk } from '../desk.ts';

export interface Credentials {
  readonly agentId: string;
  readonly password: string;
  readonly endpoint?: string;
}

/**
 * Basic Login: MediaBar's part.
 *
 * 1. The user enters agent id, password and, where wanted, an endpoint, and submits.
 * 2. MediaBar opens the connection. Only now: a connection without a session is soon closed by HIS. Where another tab of
 *    the browser has a session by then, this one shows that, and the flow ends.
 * 3. MediaBar sends `session.request.login`.
 * 4. HIS answers with the snapshot. It is the truth; the events that came before it are already in it.
 * 5. HIS warns of something, such as a telephone that is not registered: MediaBar says so.
 *
 * AF1. The agent is logged in elsewhere: MediaBar asks whether to take over, and sends the request again with `override`.
 * EF1. HIS cannot be reached, or refuses: MediaBar says so. The connection is closed, and the screen stays.
 */
export async function basicLogin(desk: Desk, credentials: Credentials): Promise<Outcome> {
  // 1. What the last session or try left to say has been read.
  desk.store.take({ kind: 'ended', ending: null });
  desk.store.take({ kind: 'busy', control: 'login', busy: true });

  // 2. and 3.
  let answer = await connectAndSend(desk, credentials, false);

  // AF1
  if (!answer.ok && answer.failure.name === 'AlreadyLoggedIn') {
    desk.disconnect(); // the user may think for longer than HIS keeps a connection without a session
    const takeOver = await desk.show({ kind: 'TakeOver' });
    if (!takeOver) return failed('Cancelled');
    answer = await connectAndSend(desk, credentials, true);
  }

  // 2. Another tab was first.
  if (desk.follows) return done;

  // EF1
  if (!answer.ok) {
    desk.disconnect();
    // A link that HIS closed has left its reason in the state already.
    const failure = nameOfLoss(answer.failure);
    return desk.store.state.ending ? { ok: false, failure } : desk.tell(failure, 'login');
  }

  // 4.
  desk.store.take({ kind: 'snapshot', snapshot: answer.result.snapshot });
  desk.keep(answer.result.resumeToken);

  // 5.
  for (const warning of answer.result.warnings ?? []) desk.tell(localFailure(warning));
  return done;
}

async function connectAndSend(
  desk: Desk,
  credentials: Credentials,
  override: boolean,
): Promise<Answer<'session.request.login'>> {
  if (!(await desk.connect())) return failed('Unreachable');
  const { locale } = desk.options;
  const params = { ...credentials, ...(override && { override }), ...(locale && { locale }) };
  return desk.ask('session.request.login', params, loginTimeoutMs);
}

/** Longer than HIS takes for passwords (60 s) and the switch (10 s): at the beginning of a shift many log in at once. */
const loginTimeoutMs = 90_000;

/** A link lost during login is, to the agent, a HIS that cannot be reached. */
const nameOfLoss = (failure: Failure): Failure => (failure.name === 'LinkLost' ? localFailure('Unreachable') : failure);
