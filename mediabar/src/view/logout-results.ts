import type { ChannelResult, PlatformResult } from '../bus/wire.ts';
import type { Notice } from '../state/model.ts';
import { channelLabel, html, messages, nothing } from './bound.ts';
import type { View } from './view.ts';

/** What a logout that stopped half-way has done, by platform and channel (EF2 to EF5). */
export function results({ state }: View, { channels, channelId, failure }: Notice) {
  const known = state.session?.channels ?? [];
  const lines = known
    .map((channel) => ({ channel, result: channels.find((one) => one.channelId === channel.id) }))
    .filter(({ channel, result }) => result || channel.id === channelId);
  const { platforms, platform } = failure.data;
  const places = Array.isArray(platforms) && failure.name !== 'LeftBehind' ? (platforms as PlatformResult[]) : [];
  if (lines.length + places.length === 0) return nothing;
  const line = ({ channel, result }: (typeof lines)[number]) => html`
    <li data-result=${channel.id}>
      <strong>${channelLabel(channel.type)}:</strong>
      ${outcome(result, channel.id === channelId)}
    </li>
  `;
  const isPlaced = (name: string | undefined) => places.some((each) => each.platform === name);
  return html`
    <ul class="results" aria-label=${messages.soFar()}>
      ${places.map(
        (place) => html`
          <li data-platform-result=${place.platform} data-logged-off=${place.loggedOff}>
            <strong>
              <bdi>${place.platform}</bdi>
              :
            </strong>
            ${whereabouts(place, place.platform === platform && !channelId)}
            <ul>
              ${lines.filter(({ channel }) => channel.platform === place.platform).map(line)}
            </ul>
          </li>
        `,
      )}
      ${lines.filter(({ channel }) => !isPlaced(channel.platform)).map(line)}
    </ul>
  `;
}

const whereabouts = ({ loggedOff }: PlatformResult, stoppedHere: boolean) =>
  [
    { Yes: messages.nowLoggedOff, No: messages.stillLoggedOn, LeftBehind: messages.willBeLoggedOff }[loggedOff]?.(),
    stoppedHere && messages.stoppedHere(),
  ]
    .filter(Boolean)
    .join(', ');

function outcome(result: ChannelResult | undefined, stoppedHere: boolean): string {
  const done = [
    ...(result?.notReady ? [messages.nowNotReady()] : []),
    ...(result?.deactivated ? [messages.nowDeactivated()] : []),
    ...(stoppedHere ? [messages.stoppedHere()] : []),
  ];
  return done.length > 0 ? done.join(', ') : messages.unchanged();
}
