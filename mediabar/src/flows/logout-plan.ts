import type { FlowContext } from './context.ts';

/**
 * Asks HIS what would stand in the way of a logout. Needed only where it cannot be known here: when all that goes on is
 * wrap-up, whether that blocks is a setting of HIS.
 *
 * The answer describes the moment after the last event that came before it, so it is never about an older state than the
 * one it is added to. No answer: the button stays disabled until the next change.
 */
export async function askForBlockers(context: FlowContext): Promise<void> {
  const answer = await context.request('session.request.logoutplan', {});
  if (answer.ok) context.store.dispatch({ kind: 'blockers', blockers: answer.result.blockers });
}
