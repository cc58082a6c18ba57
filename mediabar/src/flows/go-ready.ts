import type { Outcome } from '../bus/answer.ts';
import type { FlowContext } from './context.ts';

/**
 * Go Ready, on one channel or on every active one.
 *
 * 1. The user clicks Ready.
 * 2. MediaBar sends the request. The event, not the response, changes what is shown.
 *
 * EF1. HIS refuses: MediaBar shows its message.
 */
export const goReady = (context: FlowContext, channelId?: string): Promise<Outcome> =>
  channelId
    ? context.command('channel.request.ready', { channelId })
    : context.command('channelgroup.request.ready', {});
