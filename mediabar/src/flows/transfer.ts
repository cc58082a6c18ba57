import type { Outcome } from '../bus/answer.ts';
import { destinationIn } from '../bus/destination.ts';
import type { FlowContext } from './context.ts';
import { invalidDestination } from './dial.ts';
import { reportIfOngoing } from './interaction-command.ts';

/**
 * Transfer, and the beginning of Consult.
 *
 * 1. The user opens the form below a call, enters a number, and chooses: now, or ask first. It is read as people write it.
 * 2. MediaBar asks HIS for it.
 * 3. The form closes. What became of the call is shown by its event.
 *
 * EF1. It is no number, or HIS refuses: MediaBar says so; the form stays, so that the number can be mended.
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
