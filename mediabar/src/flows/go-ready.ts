import type { Desk } from '../desk.ts';

/**
 * Go Ready, on one channel or on every active one.
 *
 * 1. The user clicks Ready.
 * 2. MediaBar asks HIS. The event, not the answer, changes what is shown.
 *
 * EF1. HIS refuses: MediaBar shows its message.
 */
export async function goReady(desk: Desk, channelId?: string): Promise<void> {
  const answer = channelId
    ? await desk.ask('channel.request.ready', { channelId })
    : await desk.ask('channelgroup.request.ready', {});
  if (!answer.ok) desk.tell(answer.failure);
}
