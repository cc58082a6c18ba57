import { type Failure, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';
import { interactionsOf, type InteractionVerb } from '../state/selectors.ts';

/**
 * Handle Interaction: accept, reject, hold, retrieve, end, complete; with a second party: complete the transfer, return
 * to the customer, join all three. One request each; its event changes what is shown.
 *
 * EF1. HIS refuses: MediaBar shows its message, unless the interaction ended while the request was on its way. Its
 * event, which arrived before the refusal, has shown that already.
 */
export async function sendInteractionCommand(
  context: FlowContext,
  verb: InteractionVerb,
  interactionId: string,
): Promise<Outcome> {
  const answer = await context.request(`interaction.request.${verb}`, { interactionId });
  return answer.ok ? answer : reportIfOngoing(context, interactionId, answer.failure, verb);
}

/** EF1 */
export function reportIfOngoing(
  context: FlowContext,
  interactionId: string,
  failure: Failure,
  command: string,
): Outcome {
  const { session } = context.store.state;
  const isThere = session && interactionsOf(session).some((one) => one.interaction.id === interactionId);
  return isThere ? context.reportFailure(failure, command) : { ok: false, failure };
}
