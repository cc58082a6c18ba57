import { failed, localFailure, type Answer, type Failure } from '../bus/answer.ts';
import { destinationIn } from '../bus/destination.ts';
import type { FlowContext } from './context.ts';
import { activeChannels } from '../state/selectors.ts';

/**
 * Dial: MediaBar's part of docs/use-cases/dial.md.
 *
 * 1. The user enters a number and submits, or clicks one in the CRM. `destinationIn` parses it.
 * 2. MediaBar asks HIS to dial it on the first active telephony channel.
 * 3. An event adds the interaction. The field is cleared; until then the number stays there for correction.
 *
 * EF1. Not a number, nobody logged in, or no telephone: nothing is sent, and MediaBar shows why.
 * EF2. HIS refuses: MediaBar shows why.
 */
export async function dial(context: FlowContext, written: string): Promise<Answer<'channel.request.dial'>> {
  const { session, link } = context.store.state;
  const destination = destinationIn(written);

  // EF1. While a lost session is looked for, the loss is the reason; otherwise the agent has to log in.
  if (!session) return link === 'Lost' ? failed('LinkLost') : context.reportFailure(localFailure('NoSession'), 'login');
  if (!destination) return context.reportFailure(invalidDestination, 'dial');
  const isTelephone = ({ type }: { type: string }) => type === 'Telephony';
  const channel = activeChannels(session).find(isTelephone) ?? session.channels.find(isTelephone);
  if (!channel) return context.reportFailure(localFailure('NotSupported'), 'dial');

  // 2. An inactive channel is for HIS to refuse, with the reason.
  return context.command('channel.request.dial', { channelId: channel.id, destination });
}

/** The failure with which HIS would answer. */
export const invalidDestination: Failure = localFailure('InvalidParams', { path: 'params.destination' });
