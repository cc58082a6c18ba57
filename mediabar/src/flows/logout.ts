import { failed, type Outcome } from '../bus/answer.ts';
import type { ReasonChoice } from '../bus/wire.ts';
import type { FlowContext } from './context.ts';
import { freshPolicy, needsReason, withReason } from './reason.ts';

/** HIS waits for the switch channel by channel, so its response may take much longer than any other. */
const timeoutMs = 120_000;

/**
 * Logout: MediaBar's part of docs/use-cases/logout.md. HIS does steps 3 to 9.
 *
 *  1. The user clicks the Logout button.
 *  2. MediaBar sends `session.request.logout`.
 *  3.-9. HIS logs the agent out; its events change what is shown.
 * 10. HIS closes the connection.
 * 11. MediaBar begins Basic Login.
 *
 * AF1. A reason is needed: MediaBar asks for it and sends the request again.
 * EF1 to EF5. HIS stops on the way: MediaBar shows its message. The agent stays logged in.
 */
export async function logout(context: FlowContext): Promise<Outcome> {
  // 1. Close the notice of an earlier attempt.
  context.closeNotice();

  // 2. MediaBar sends the request.
  let answer = await send(context);

  // AF1.1 HIS answers NeedInfo, again if it does not accept the reason or the list has changed.
  for (let round = 1; needsReason(answer); round++) {
    // AF1.2 MediaBar presents the Logout Reason Selection Screen. A policy in the response is newer than the one
    // collected at login.
    const policy = freshPolicy(answer) ?? context.store.state.session?.capabilities.logoutReason;
    if (!policy) break;

    // AF1.3 The user selects or enters a reason and clicks the Checkmark button. AF1.4 The screen hides.
    const reason = await context.showScreen({ kind: 'LogoutReason', policy, notAccepted: round > 1 });
    if (!reason) return failed('Cancelled'); // nothing has changed and nothing is sent

    // AF1.5 MediaBar sends the request again, with the reason. AF1.6 Back to step 3.
    answer = await send(context, reason);
  }

  // EF1 ongoing interaction, EF2 not ready failure, EF3 deactivation failure, EF4 switch logout failure, EF5
  // interaction started: MediaBar shows the message of HIS, and what was done until then.
  if (!answer.ok) return context.reportFailure(answer.failure, 'logout');

  // 10. HIS closes the connection. 11. The closed link shows Basic Login, empty.
  await context.waitForClose();
  return answer;
}

const send = (context: FlowContext, reason: ReasonChoice | null = null) =>
  context.request('session.request.logout', withReason(reason), timeoutMs);
