import { html, nothing } from 'lit';
import type { Channel } from '../bus/wire.ts';
import { named } from '../desk.ts';
import { words } from '../locales/words.ts';
import { activeChannels, inactiveChannels, overallState } from '../state/selectors.ts';
import { button } from './button.ts';
import { elapsed } from './elapsed.ts';
import { icon } from './icons.ts';
import { channelName, moodName, moodOf, reasonText, type ChannelMood } from './naming.ts';
import type { SessionView } from './view.ts';

/** All channels at once. */
export function allChannelsCell(view: SessionView) {
  const { desk, session } = view;
  const active = activeChannels(session);
  const overall = overallState(session);
  const canDeactivate = session.capabilities.channelDeactivation && active.length > 0;
  return html`
    <div
      class="cell all"
      part="channel all-channels"
      role="group"
      aria-label=${words.allChannels()}
      data-overall=${overall ?? 'Inactive'}
      data-focus="all"
    >
      <div class="cell-head">
        ${icon('all')}<span class="cell-name">${words.allChannels()}</span> ${mood(overall ?? 'Inactive')}
      </div>
      <div class="cell-actions">
        ${active.length > 0 ? readiness(view, overall) : nothing}
        ${inactiveChannels(session).length > 0 ? command(view, 'activateall', words.activateAll(), () => desk.activateAll()) : nothing}
        ${canDeactivate ? command(view, 'deactivateall', words.deactivateAll(), () => desk.deactivateAll()) : nothing}
      </div>
    </div>
  `;
}

/** One channel: its state, for how long, and what can be done. Of Activate and Deactivate at most one is there. */
export function channelCell(view: SessionView, channel: Channel) {
  const { desk, session, state } = view;
  const { id, activation, agentState } = channel;
  const reason = reasonText(channel.reason);
  return html`
    <div
      class="cell"
      part="channel"
      role="group"
      aria-label=${channelName(channel.type)}
      data-channel=${id}
      data-activation=${activation}
      data-agent-state=${agentState ?? nothing}
      data-focus=${`channel:${id}`}
    >
      <div class="cell-head">
        ${icon(channel.type)}
        <span class="cell-name">${channelName(channel.type)}</span>
        ${channel.endpoint ? html`<bdi class="muted endpoint">${channel.endpoint}</bdi>` : nothing}
        ${mood(moodOf(channel), reason)}
        <span class="time" part="time" role="timer" aria-label=${words.timeInState()}
          >${elapsed(channel.since, state.clockOffset)}</span
        >
      </div>
      <div class="cell-actions">
        ${activation === 'Active' ? readiness(view, agentState ?? undefined, id) : nothing}
        ${activation === 'Inactive' ? command(view, named('activate', id), words.activate(), () => desk.activate(id)) : nothing}
        ${
          activation === 'Active' && session.capabilities.channelDeactivation
            ? command(view, named('deactivate', id), words.deactivate(), () => desk.deactivate(id))
            : nothing
        }
      </div>
    </div>
  `;
}

/** Ready and Not Ready, side by side in a fixed place; the one that holds is pressed. */
function readiness(
  { desk, state, session }: SessionView,
  now: 'Ready' | 'NotReady' | 'Mixed' | undefined,
  channelId?: string,
) {
  const leaving = state.busy.has('logout') || session.session.loggingOut;
  return html`
    <span class="pair">
      ${button({
        label: words.ready(),
        kind: 'good',
        part: 'ready',
        pressed: now === 'Ready',
        busy: state.busy.has(named('ready', channelId)),
        disabled: leaving,
        onClick: () => now !== 'Ready' && desk.ready(channelId),
        ...(now === 'Ready' && { icon: 'check' as const }),
      })}
      ${button({
        label: words.notReady(),
        part: 'not-ready',
        pressed: now === 'NotReady',
        busy: state.busy.has(named('notready', channelId)),
        disabled: leaving,
        onClick: () => desk.notReady(channelId),
        ...(now === 'NotReady' && { icon: 'check' as const }),
      })}
    </span>
  `;
}

const command = ({ state }: SessionView, control: string, label: string, onClick: () => unknown) =>
  button({
    label,
    busy: state.busy.has(control),
    disabled: state.busy.has('logout'),
    part: control.split(':')[0]!,
    onClick,
  });

/** A state, said three ways: an icon, a word, and a colour for those it helps. */
const mood = (value: ChannelMood | 'Mixed', reason = '') => html`
  <span class="mood" part="state" data-mood=${value}>
    ${icon(value)}<span class="mood-text">${moodName(value)}${reason ? html` · <bdi>${reason}</bdi>` : nothing}</span>
  </span>
`;
