import type { Outcome } from '../bus/answer.ts';
import type { Desk } from '../desk.ts';

/**
 * Go Ready, on one channel or on every active one.
 *
 * 1. The user clicks Ready.
 * 2. MediaBar asks HIS. The event, not the answer, changes what is shown.
 *
 * EF1. HIS refuses: MediaBar shows its message.
 */
export const goReady = (desk: Desk, channelId?: string): Promise<Outcome> =>
  channelId ? desk.order('channel.request.ready', { channelId }) : desk.order('channelgroup.request.ready', {});
