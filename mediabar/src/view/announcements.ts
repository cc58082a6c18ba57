import { messages } from '../locales/messages.ts';
import type { BarState } from '../state/model.ts';
import { interactionsOf } from '../state/selectors.ts';
import type { Channel } from '../bus/wire.ts';
import { causeText, channelLabel, statusLabel, channelStatus, queuesText, reasonText, sentenceFor } from './labels.ts';

/** What changed from one state to the next, for screen readers. Times are not announced. */
export function announcements(state: BarState, before: BarState): readonly string[] {
  const { session, link } = state;
  const old = before.session;
  if (!session) return old ? [messages.loggedOut()] : [];
  if (!old) return [messages.loggedIn()];
  if (link !== before.link && link === 'Lost') return [messages.linkLost()];
  if (before.link === 'Lost' && link === 'Connected') return [messages.connected()];
  if (session === old) return [];
  if (session.pending && !old.pending) return [messages.logoutPending()];

  const channels = session.channels.flatMap((channel) => {
    const was = old.channels.find(({ id }) => id === channel.id);
    if (!was || described(was) === described(channel)) return [];
    return [messages.channelIs(channelLabel(channel.type), described(channel))];
  });

  const now = interactionsOf(session).map((one) => one.interaction);
  const then = interactionsOf(old).map((one) => one.interaction);
  const changed = now
    .filter((one) => {
      const was = then.find(({ id }) => id === one.id);
      return was?.state !== one.state || was.consultation?.state !== one.consultation?.state;
    })
    .map((one) => sentenceFor(one));
  const gone = then.filter((one) => !now.some(({ id }) => id === one.id)).map((one) => sentenceFor(one, 'Completed'));
  return [...channels, ...changed, ...gone];
}

/** The state of a channel with its reason, cause and queues. */
const described = (channel: Channel): string =>
  [statusLabel(channelStatus(channel)), reasonText(channel.reason), causeText(channel), queuesText(channel)]
    .filter(Boolean)
    .join(', ');
