import { done, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';
import { reportIfOngoing } from './interaction-command.ts';

/** The maximum number of digits per request. */
const most = 32;

/**
 * Sends DTMF digits in the order in which the keys were pressed. Keys pressed during a request are sent together in the
 * next one.
 *
 * EF1. HIS refuses: MediaBar shows its message, and drops the remaining digits, because half a code is useless.
 *
 * @param pressed - the keys to send; removed as they are sent
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
