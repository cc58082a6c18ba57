import type { Outcome } from '../bus/answer.ts';
import { destinationIn } from '../bus/destination.ts';
import type { FlowContext } from './context.ts';
import { invalidDestination } from './dial.ts';
import { reportIfOngoing } from './interaction-command.ts';

/**
 * Transfer, and the first step of Consult.
 *
 * 1. The user opens the form below a call, enters a number, and chooses whether to ask first. `destinationIn` parses
 *    the number.
 * 2. MediaBar sends the request.
 * 3. The form closes. An event shows what became of the call.
 *
 * EF1. Not a number, or HIS refuses: MediaBar shows why; the form stays, so that the user can correct the number.
 */
export async function transferOrConsult(
  context: FlowContext,
  verb: 'transfer' | 'consult',
  interactionId: string,
  written: string,
): Promise<Outcome> {
  const destination = destinationIn(written);
  if (!destination) return context.reportFailure(invalidDestination, verb);
  const answer = await context.request(`interaction.request.${verb}`, { interactionId, destination });
  if (!answer.ok) return reportIfOngoing(context, interactionId, answer.failure, verb);
  context.closePanel('transfer', interactionId);
  return answer;
}
