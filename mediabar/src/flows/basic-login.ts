import { done, failed, localFailure, type Answer, type Failure, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';

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
export async function basicLogin(context: FlowContext, credentials: Credentials): Promise<Outcome> {
  // 1. What the last session or try left to say has been read.
  context.store.dispatch({ kind: 'ended', ending: null });
  context.store.dispatch({ kind: 'busy', control: 'login', busy: true });

  // 2. and 3.
  let answer = await connectAndSend(context, credentials, false);

  // AF1
  if (!answer.ok && answer.failure.name === 'AlreadyLoggedIn') {
    context.link.disconnect(); // the user may think for longer than HIS keeps a connection without a session
    const takeOver = await context.showScreen({ kind: 'TakeOver' });
    if (!takeOver) return failed('Cancelled');
    answer = await connectAndSend(context, credentials, true);
  }

  // 2. Another tab was first.
  if (context.link.isFollower) return done;

  // EF1
  if (!answer.ok) {
    context.link.disconnect();
    // A link that HIS closed has left its reason in the state already.
    const failure = unreachableIfLinkLost(answer.failure);
    return context.store.state.ending ? { ok: false, failure } : context.reportFailure(failure, 'login');
  }

  // 4.
  context.store.dispatch({ kind: 'snapshot', snapshot: answer.result.snapshot });
  context.link.storeResumeToken(answer.result.resumeToken);

  // 5.
  for (const warning of answer.result.warnings ?? []) context.reportFailure(localFailure(warning));
  return done;
}

async function connectAndSend(
  context: FlowContext,
  credentials: Credentials,
  override: boolean,
): Promise<Answer<'session.request.login'>> {
  if (!(await context.link.connect())) return failed('Unreachable');
  const { locale } = context.options;
  const params = { ...credentials, ...(override && { override }), ...(locale && { locale }) };
  return context.request('session.request.login', params, loginTimeoutMs);
}

/** Longer than HIS takes for passwords (60 s) and the switch (10 s): at the beginning of a shift many log in at once. */
const loginTimeoutMs = 90_000;

/** A link lost during login is, to the agent, a HIS that cannot be reached. */
const unreachableIfLinkLost = (failure: Failure): Failure =>
  failure.name === 'LinkLost' ? localFailure('Unreachable') : failure;
