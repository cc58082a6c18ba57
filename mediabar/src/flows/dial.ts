import type { Desk } from '../desk.ts';
import { activeChannels } from '../state/selectors.ts';

/**
 * Dial.
 *
 * 1. The user enters a number and submits, or clicks one in the CRM.
 * 2. MediaBar asks HIS to dial it on the first active telephony channel. What people put into a number to read it better
 *    is left out.
 * 3. The interaction appears by its event.
 *
 * EF1. HIS refuses: MediaBar shows its message.
 */
export async function dial(desk: Desk, destination: string): Promise<void> {
  const { session } = desk.store.state;
  const channel = session && activeChannels(session).find(({ type }) => type === 'Telephony');
  const number = numberIn(destination);
  if (!channel || !number) return;
  await desk.order('channel.request.dial', { channelId: channel.id, destination: number });
}

/** A number without what people put into it to read it better. */
export const numberIn = (written: string): string => written.replace(/[\s()./-]/g, '');
