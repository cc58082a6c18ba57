import { done, type Outcome } from '../bus/answer.ts';
import type { Desk } from '../desk.ts';
import { tellIfStillThere } from './interaction.ts';

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
export async function sendDigits(desk: Desk, interactionId: string, pressed: string[]): Promise<Outcome> {
  while (pressed.length > 0) {
    const digits = pressed.splice(0, most).join('');
    const answer = await desk.ask('interaction.request.senddigits', { interactionId, digits });
    if (answer.ok) {
      desk.showSent(interactionId, digits);
      continue;
    }
    pressed.length = 0;
    return tellIfStillThere(desk, interactionId, answer.failure, 'senddigits');
  }
  return done;
}
