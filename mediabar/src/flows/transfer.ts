import type { Desk } from '../desk.ts';
import { numberIn } from './dial.ts';
import { tellIfStillThere } from './interaction.ts';

/**
 * Transfer, and the beginning of Consult.
 *
 * 1. The user opens the form below a call, enters a number, and chooses: now, or ask first.
 * 2. MediaBar asks HIS for it. What people put into a number to read it better is left out.
 * 3. The form closes. What became of the call is shown by its event.
 *
 * EF1. HIS refuses: MediaBar shows its message; the form stays, so that the number can be mended.
 */
export async function sendElsewhere(
  desk: Desk,
  verb: 'transfer' | 'consult',
  interactionId: string,
  written: string,
): Promise<void> {
  const destination = numberIn(written);
  if (!destination) return;
  const answer = await desk.ask(`interaction.request.${verb}`, { interactionId, destination });
  if (answer.ok) desk.closePanel('transfer', interactionId);
  else tellIfStillThere(desk, interactionId, answer.failure);
}
