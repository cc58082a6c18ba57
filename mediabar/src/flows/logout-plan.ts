import type { FlowContext } from './context.ts';

/**
 * Asks HIS which interactions prevent a logout. Needed only when all interactions are in wrap-up, because a setting of
 * HIS decides whether wrap-up prevents a logout.
 *
 * The response describes the state after the last event that came before it, so it is never older than the state that
 * it is added to. Without a response the button stays disabled until the next change.
 */
export async function askForBlockers(context: FlowContext): Promise<void> {
  const answer = await context.request('session.request.logoutplan', {});
  if (answer.ok) context.store.dispatch({ kind: 'blockers', blockers: answer.result.blockers });
}
