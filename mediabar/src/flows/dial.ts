import { failed, localFailure, type Answer, type Failure } from '../bus/answer.ts';
import { destinationIn } from '../bus/destination.ts';
import type { FlowContext } from './context.ts';
import { activeChannels } from '../state/selectors.ts';

/**
 * Dial.
 *
 * 1. The user enters a number and submits, or clicks one in the CRM. It is read as people write it: `destinationIn`.
 * 2. MediaBar asks HIS to dial it on the first active telephony channel.
 * 3. The interaction appears by its event. The field is emptied; until then the number stays there, to be mended.
 *
 * EF1. It is no number, nobody is logged in, or there is no telephone: nothing is sent, and MediaBar says so.
 * EF2. HIS refuses: MediaBar says why.
 */
export async function dial(context: FlowContext, written: string): Promise<Answer<'channel.request.dial'>> {
  const { session, link } = context.store.state;
  const destination = destinationIn(written);

  // EF1. Of a session that is only looked for it cannot be said; else a login is what would help.
  if (!session) return link === 'Lost' ? failed('LinkLost') : context.reportFailure(localFailure('NoSession'), 'login');
  if (!destination) return context.reportFailure(invalidDestination, 'dial');
  const isTelephone = ({ type }: { type: string }) => type === 'Telephony';
  const channel = activeChannels(session).find(isTelephone) ?? session.channels.find(isTelephone);
  if (!channel) return context.reportFailure(localFailure('NotSupported'), 'dial');

  // 2. One that is not active is for HIS to refuse, which knows why.
  return context.command('channel.request.dial', { channelId: channel.id, destination });
}

/** What HIS would answer to it. */
export const invalidDestination: Failure = localFailure('InvalidParams', { path: 'params.destination' });
