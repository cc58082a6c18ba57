import { done, failed, localFailure, type Answer, type Failure, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';

export interface Credentials {
  readonly agentId: string;
  readonly password: string;
  readonly endpoint?: string;
}

/**
 * Basic Login: MediaBar's part of docs/use-cases/basic-login.md.
 *
 * 1. The user enters agent ID, password and, optionally, an endpoint, and submits.
 * 2. MediaBar opens the connection, not earlier, because HIS soon closes a connection without a session. If another tab
 *    of the browser has a session by then, this tab follows it, and the flow ends.
 * 3. MediaBar sends `session.request.login`.
 * 4. HIS answers with the snapshot, which includes the events that came before it.
 * 5. HIS warns, for example of a telephone that is not registered: MediaBar shows the warning.
 *
 * AF1. The agent is logged in elsewhere: MediaBar asks whether to take over, and sends the request again with
 * `override`.
 * EF1. HIS cannot be reached, or refuses: MediaBar shows why. The connection is closed, and the screen stays.
 */
export async function basicLogin(context: FlowContext, credentials: Credentials): Promise<Outcome> {
  // 1. Clear what the last session or attempt has left.
  context.store.dispatch({ kind: 'ended', ending: null });
  context.store.dispatch({ kind: 'busy', control: 'login', busy: true });

  // 2. and 3.
  let answer = await connectAndSend(context, credentials, false);

  // AF1
  if (!answer.ok && answer.failure.name === 'AlreadyLoggedIn') {
    context.link.disconnect(); // the user may need longer than HIS keeps a connection without a session
    const takeOver = await context.showScreen({ kind: 'TakeOver' });
    if (!takeOver) return failed('Cancelled');
    answer = await connectAndSend(context, credentials, true);
  }

  // 2. Another tab has a session.
  if (context.link.isFollower) return done;

  // EF1
  if (!answer.ok) {
    context.link.disconnect();
    // If HIS closed the link, the state has the reason already.
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

/** Longer than HIS takes for passwords (60 s) and the switch (10 s) when many agents log in at the start of a shift. */
const loginTimeoutMs = 90_000;

/** To the agent, a link that is lost during login is a HIS that cannot be reached. */
const unreachableIfLinkLost = (failure: Failure): Failure =>
  failure.name === 'LinkLost' ? localFailure('Unreachable') : failure;
