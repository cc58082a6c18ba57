import { done, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';
import { reportIfOngoing } from './interaction-command.ts';

/** HIS takes this many tones at once. */
const most = 32;

/**
 * Sends tones, in the order in which the keys were pressed. Whoever presses faster than HIS answers is not cut short: what
 * was pressed meanwhile goes together in the next request.
 *
 * EF1. HIS refuses: MediaBar shows its message, and what has not been sent is dropped. Half a code is worth nothing.
 *
 * @param pressed - keys that wait; taken from as they are sent
 */
export async function sendDigits(context: FlowContext, interactionId: string, pressed: string[]): Promise<Outcome> {
  while (pressed.length > 0) {
    const digits = pressed.splice(0, most).join('');
    const answer = await context.request('interaction.request.senddigits', { interactionId, digits });
    if (answer.ok) {
      context.addSentDigits(interactionId, digits);
      continue;
    }
    pressed.length = 0;
    return reportIfOngoing(context, interactionId, answer.failure, 'senddigits');
  }
  return done;
}
