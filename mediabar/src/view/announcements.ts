import { words } from '../locales/words.ts';
import type { BarState } from '../state/model.ts';
import { interactionsOf } from '../state/selectors.ts';
import type { Channel } from '../bus/wire.ts';
import { causeText, channelName, moodName, moodOf, queuesText, reasonText, sentenceFor } from './naming.ts';

/** What changed from one state to the next that is worth saying to someone who cannot see it. Times are not. */
export function announcements(state: BarState, before: BarState): readonly string[] {
  const { session, link } = state;
  const old = before.session;
  if (!session) return old ? [words.loggedOut()] : [];
  if (!old) return [words.loggedIn()];
  if (link !== before.link && link === 'Lost') return [words.linkLost()];
  if (before.link === 'Lost' && link === 'Connected') return [words.connected()];
  if (session === old) return [];
  if (session.pending && !old.pending) return [words.logoutPending()];

  const channels = session.channels.flatMap((channel) => {
    const was = old.channels.find(({ id }) => id === channel.id);
    if (!was || described(was) === described(channel)) return [];
    return [words.channelIs(channelName(channel.type), described(channel))];
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

/** Its state with all that is said beside it. */
const described = (channel: Channel): string =>
  [moodName(moodOf(channel)), reasonText(channel.reason), causeText(channel), queuesText(channel)]
    .filter(Boolean)
    .join(', ');
