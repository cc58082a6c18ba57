import { failed, type Outcome } from '../bus/answer.ts';
import type { ReasonChoice } from '../bus/wire.ts';
import type { FlowContext } from './context.ts';
import { freshPolicy, needsReason, offersReasons, withReason } from './reason.ts';

/**
 * Go Not Ready, on one channel or on every active one.
 *
 * 1. The user clicks Not Ready.
 * 2. If the platform has reasons, MediaBar asks for one. Cancel: nothing is sent.
 * 3. MediaBar sends the request. The event, not the response, changes what is shown.
 *
 * AF1. HIS answers NeedInfo: back to step 2, with the new list.
 * EF1. HIS refuses: MediaBar shows its message.
 */
export async function goNotReady(context: FlowContext, channelId?: string): Promise<Outcome> {
  let policy = context.store.state.session?.capabilities.notReadyReason;
  for (let round = 1; ; round++) {
    // 2.
    let reason: ReasonChoice | null = null;
    if (policy && offersReasons(policy)) {
      reason = await context.showScreen({ kind: 'NotReadyReason', policy, notAccepted: round > 1 });
      if (!reason) return failed('Cancelled');
    }

    // 3.
    const answer = channelId
      ? await context.request('channel.request.notready', { channelId, ...withReason(reason) })
      : await context.request('channelgroup.request.notready', withReason(reason));
    if (answer.ok) return answer;

    // AF1. Not if the list is empty: that would be an endless loop.
    policy = freshPolicy(answer);
    if (!needsReason(answer) || !policy || !offersReasons(policy)) {
      return context.reportFailure(answer.failure, 'notready');
    } // EF1
  }
}
