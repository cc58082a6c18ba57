import { html, nothing } from 'lit';
import type { ChannelResult } from '../bus/wire.ts';
import { messages } from '../locales/messages.ts';
import type { Notice } from '../state/model.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';
import { channelLabel, failureText } from './labels.ts';
import type { View } from './view.ts';

/** A failure, until the agent closes it or the command succeeds. */
export function notice(view: View) {
  const { desktop, state } = view;
  if (!state.notice) return nothing;
  const { failure } = state.notice;
  return html`
    <div
      class="notice ${['EndpointNotRegistered', 'NotTaken'].includes(failure.name) ? 'mild' : ''}"
      part="notice"
      role="alert"
      data-failure=${failure.name}
    >
      ${icon('alert')}
      <div class="notice-text">
        <p part="notice-message">${failureText(failure, state.session)}</p>
        ${halfWay(view, state.notice)}
      </div>
      ${button({ label: messages.close(), icon: 'close', iconOnly: true, part: 'notice-close', onClick: () => desktop.closeNotice() })}
    </div>
  `;
}

/** What a logout that stopped half-way has done, by channel (EF2 to EF5). */
function halfWay({ state }: View, { channels, channelId }: Notice) {
  const known = state.session?.channels ?? [];
  const lines = known
    .map((channel) => ({ channel, result: channels.find((one) => one.channelId === channel.id) }))
    .filter(({ channel, result }) => result || channel.id === channelId);
  if (lines.length === 0) return nothing;
  return html`
    <ul class="results" aria-label=${messages.soFar()}>
      ${lines.map(
        ({ channel, result }) => html`
          <li data-result=${channel.id}>
            <strong>${channelLabel(channel.type)}:</strong>
            ${outcome(result, channel.id === channelId)}
          </li>
        `,
      )}
    </ul>
  `;
}

function outcome(result: ChannelResult | undefined, stoppedHere: boolean): string {
  const done = [
    ...(result?.notReady ? [messages.nowNotReady()] : []),
    ...(result?.deactivated ? [messages.nowDeactivated()] : []),
    ...(stoppedHere ? [messages.stoppedHere()] : []),
  ];
  return done.length > 0 ? done.join(', ') : messages.unchanged();
}
