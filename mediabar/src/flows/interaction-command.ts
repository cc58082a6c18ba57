import { type Failure, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';
import { interactionsOf, type InteractionVerb } from '../state/selectors.ts';

/**
 * What an agent does with an interaction: accept, reject, hold, retrieve, end, complete; and with a second party: complete
 * the transfer, go back to the customer, bring all together. One request each; its event changes what is shown.
 *
 * EF1. HIS refuses: MediaBar shows its message. Not so if the interaction ended at the other side while the click was on
 * its way: its event has said that before the refusal came, and a failure box beside it would only be noise.
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
