import { failed, localFailure, type Outcome } from '../bus/answer.ts';
import type { Params } from '../bus/wire.ts';
import type { ReasonList } from '../state/model.ts';
import type { FlowContext } from './context.ts';
import { freshPolicy, listsAfter, needsReason, reasonScreen, withChoices, withReason, withReasons } from './reason.ts';

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
 * AF1. A reason is needed: MediaBar asks for it and sends the request again. With several platforms it asks for those of
 * all of them at once; what was chosen stays chosen when only another platform wants one again.
 * EF1 to EF5. HIS stops on the way: MediaBar shows its message. The agent stays logged in.
 */
export async function logout(context: FlowContext): Promise<Outcome> {
  // 1. Close the notice of an earlier attempt.
  context.closeNotice();

  // 2. MediaBar sends the request.
  let answer = await send(context);

  // AF1.1 HIS answers NeedInfo, again if it does not accept a reason or a list has changed.
  let lists: readonly ReasonList[] = [];
  for (let round = 1; needsReason(answer); round++) {
    // AF1.2 MediaBar presents the Logout Reason Selection Screen. A policy in the response is newer than the one
    // collected at login.
    const policy = freshPolicy(answer) ?? context.store.state.session?.capabilities.logoutReason;
    if (!policy) break;
    lists = listsAfter(lists, answer);

    // AF1.3 The user selects or enters a reason and clicks the Checkmark button. AF1.4 The screen hides.
    const reason = await context.showScreen(reasonScreen('LogoutReason', policy, round > 1, lists));
    if (!reason) return failed('Cancelled'); // nothing has changed and nothing is sent
    lists = withChoices(lists, reason);

    // AF1.5 MediaBar sends the request again, with the reason. AF1.6 Back to step 3.
    answer = await send(context, lists.length > 0 ? withReasons(lists) : withReason(reason));
  }

  // EF1 ongoing interaction, EF2 not ready failure, EF3 deactivation failure, EF4 switch logout failure, EF5
  // interaction started: MediaBar shows the message of HIS, and what was done until then.
  if (!answer.ok) return context.reportFailure(answer.failure, 'logout');

  // 10. HIS closes the connection. 11. The closed link shows Basic Login, empty.
  await context.waitForClose();

  // A platform that could not be reached was left behind, by a setting of HIS: the agent must know where they still are.
  const behind = answer.result.platforms?.filter(({ loggedOff }) => loggedOff === 'LeftBehind') ?? [];
  if (behind.length > 0) {
    context.reportFailure(localFailure('LeftBehind', { platforms: behind.map(({ platform }) => platform) }), 'login');
  }
  return answer;
}

const send = (context: FlowContext, reasons: Params<'session.request.logout'> = {}) =>
  context.request('session.request.logout', reasons, timeoutMs);
