import { failed, localFailure, type Answer, type Failure } from '../bus/answer.ts';
import { destinationIn } from '../bus/destination.ts';
import type { FlowContext } from './context.ts';
import { capabilitiesOf } from '../state/platforms.ts';

/**
 * Dial: MediaBar's part of docs/use-cases/dial.md.
 *
 * 1. The user enters a number and submits, or clicks one in the CRM. `destinationIn` parses it.
 * 2. MediaBar asks HIS to dial it on the first active telephony channel whose platform can dial.
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
  const telephones = session.channels.filter(({ type }) => type === 'Telephony');
  const active = telephones.filter(({ activation }) => activation === 'Active');
  const channel = active.find((each) => capabilitiesOf(session, each).dialing) ?? active[0] ?? telephones[0];
  if (!channel) return context.reportFailure(localFailure('NotSupported'), 'dial');

  // 2. An inactive channel is for HIS to refuse, with the reason.
  return context.command('channel.request.dial', { channelId: channel.id, destination });
}

/** The failure with which HIS would answer. */
export const invalidDestination: Failure = localFailure('InvalidParams', { path: 'params.destination' });
