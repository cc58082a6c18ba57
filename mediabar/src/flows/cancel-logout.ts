import type { Outcome } from '../bus/answer.ts';
import type { Desk } from '../desk.ts';

/**
 * Logout, AF2.3: a logout waits until nothing goes on any more, and the agent takes it back.
 *
 * The event, not the answer, changes what is shown. HIS refuses where somebody else has ordered it.
 */
export const cancelLogout = (desk: Desk): Promise<Outcome> => desk.order('session.request.cancellogout', {});
