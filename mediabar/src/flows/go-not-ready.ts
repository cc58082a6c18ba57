import { failed, type Outcome } from '../bus/answer.ts';
import type { ReasonList, SessionState } from '../state/model.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import { activeChannels } from '../state/selectors.ts';
import type { FlowContext } from './context.ts';
import {
  freshPolicy,
  listsAfter,
  needsReason,
  offersReasons,
  reasonScreen,
  withChoices,
  withReason,
  withReasons,
  type ReasonAnswer,
} from './reason.ts';

/**
 * Go Not Ready, on one channel or on every active one.
 *
 * 1. The user clicks Not Ready.
 * 2. If the platform has reasons, MediaBar asks for one; on every channel, for those of all platforms at once. Cancel:
 *    nothing is sent.
 * 3. MediaBar sends the request. The event, not the response, changes what is shown.
 *
 * AF1. HIS answers NeedInfo: back to step 2, with the new list. What was chosen for other platforms stays chosen.
 * EF1. HIS refuses: MediaBar shows its message.
 */
export async function goNotReady(context: FlowContext, channelId?: string): Promise<Outcome> {
  const { session } = context.store.state;
  const channel = session?.channels.find(({ id }) => id === channelId);
  let lists = session && !channelId ? listsOf(session) : [];
  let policy =
    session?.platforms && !channelId
      ? lists[0]?.policy
      : session && (channel ? capabilitiesOf(session, channel) : session.capabilities).notReadyReason;
  for (let round = 1; ; round++) {
    // 2.
    let reason: ReasonAnswer | null = null;
    if (policy && offersReasons(policy)) {
      reason = await context.showScreen(reasonScreen('NotReadyReason', policy, round > 1, lists));
      if (!reason) return failed('Cancelled');
      lists = withChoices(lists, reason);
    }

    // 3.
    const answer = channelId
      ? await context.request('channel.request.notready', { channelId, ...withReason(reason) })
      : await context.request(
          'channelgroup.request.notready',
          lists.length > 0 ? withReasons(lists) : withReason(reason),
        );
    if (answer.ok) return answer;

    // AF1. Not if the list is empty: that would be an endless loop.
    policy = freshPolicy(answer);
    lists = listsAfter(lists, answer);
    if (!needsReason(answer) || !policy || !offersReasons(policy)) {
      return context.reportFailure(answer.failure, 'notready');
    } // EF1
  }
}

/** The reasons of each platform that has some and on which a channel is active. Empty if the agent works at one platform. */
const listsOf = (session: SessionState): readonly ReasonList[] =>
  (session.platforms ?? [])
    .filter(({ name }) => activeChannels(session).some(({ platform }) => platform === name))
    .map(({ name, capabilities }) => ({ platform: name, policy: capabilities.notReadyReason }))
    .filter(({ policy }) => offersReasons(policy));
