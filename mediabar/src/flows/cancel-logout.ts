import type { Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';

/**
 * Logout, AF2.3: the agent withdraws a logout that waits until all interactions are over.
 *
 * The event, not the response, changes what is shown. HIS refuses if somebody else has ordered the logout.
 */
export const cancelLogout = (context: FlowContext): Promise<Outcome> =>
  context.command('session.request.cancellogout', {});
