import type { Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';

/**
 * Logout, AF2.3: a logout waits until nothing goes on any more, and the agent takes it back.
 *
 * The event, not the answer, changes what is shown. HIS refuses where somebody else has ordered it.
 */
export const cancelLogout = (context: FlowContext): Promise<Outcome> =>
  context.command('session.request.cancellogout', {});
