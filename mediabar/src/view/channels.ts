import { html, nothing } from 'lit';
import type { Channel } from '../bus/wire.ts';
import { named } from '../desk.ts';
import { words } from '../locales/words.ts';
import { activeChannels, inactiveChannels, overallState } from '../state/selectors.ts';
import { button, type ButtonLook } from './button.ts';
import { elapsed } from './elapsed.ts';
import { icon } from './icons.ts';
import { causeText, channelName, moodName, moodOf, queuesText, reasonText } from './naming.ts';
import type { SessionView } from './view.ts';

/** All channels at once. */
export function allChannelsCell(view: SessionView) {
  const { desk, session } = view;
  const active = activeChannels(session);
  const overall = overallState(session);
  const resting = session.channels.some(({ activation }) => activation === 'Unavailable') ? 'Unavailable' : 'Inactive';
  const canDeactivate = session.capabilities.channelDeactivation && active.length > 0;
  return html`
    <div
      class="cell all"
      part="channel all-channels"
      role="group"
      aria-label=${words.allChannels()}
      data-overall=${overall ?? resting}
      data-focus="all"
    >
      <div class="cell-head">
        ${icon('all')}
        <span class="cell-name">${words.allChannels()}</span>
        <span class="cell-commands">
          ${
            inactiveChannels(session).length > 0
              ? command(view, 'activateall', words.activateAll(), () => desk.activateAll())
              : nothing
          }
          ${canDeactivate ? command(view, 'deactivateall', words.deactivateAll(), () => desk.deactivateAll()) : nothing}
        </span>
      </div>
      <div class="cell-state">
        ${active.length > 0 ? readiness(view, overall, !active.some(queuesText)) : still(resting)}
        ${
          overall === 'Mixed'
            ? html`
                <span class="detail">${icon('Mixed')}${words.mixed()}</span>
              `
            : nothing
        }
      </div>
    </div>
  `;
}

/** One channel: its state, for how long, and what can be done. Of Activate and Deactivate at most one is there. */
export function channelCell(view: SessionView, channel: Channel) {
  const { desk, session, state } = view;
  const { id, activation, agentState } = channel;
  const active = activation === 'Active';
  const mood = moodOf(channel);
  const reason = reasonText(channel.reason);
  const cause = causeText(channel);
  const queues = queuesText(channel);
  return html`
    <div
      class="cell"
      part="channel"
      role="group"
      aria-label=${channelName(channel.type)}
      data-channel=${id}
      data-activation=${activation}
      data-agent-state=${agentState ?? nothing}
      data-mood=${mood}
      data-focus=${`channel:${id}`}
    >
      <div class="cell-head">
        ${icon(channel.type)}
        <span class="cell-name">${channelName(channel.type)}</span>
        ${
          channel.endpoint
            ? html`
                <bdi class="muted endpoint">${channel.endpoint}</bdi>
              `
            : nothing
        }
        <span class="cell-commands">
          ${
            activation === 'Inactive'
              ? command(view, named('activate', id), words.activate(), () => desk.activate(id))
              : nothing
          }
          ${
            active && session.capabilities.channelDeactivation
              ? command(view, named('deactivate', id), words.deactivate(), () => desk.deactivate(id))
              : nothing
          }
        </span>
      </div>
      <div class="cell-state">
        ${active ? readiness(view, agentState ?? undefined, !queues, id) : still(mood)}
        ${
          reason
            ? html`
                <bdi class="detail" part="reason" title=${reason}>${reason}</bdi>
              `
            : nothing
        }
        <span class="time" part="time" role="timer" aria-label=${words.timeInState()}>
          ${elapsed(channel.since, state.clockOffset)}
        </span>
      </div>
      ${
        cause
          ? html`
              <p class="cause" part="cause" data-cause=${channel.cause}>${icon('info')}${cause}</p>
            `
          : nothing
      }
      ${
        queues
          ? html`
              <p class="cause" part="queues">${icon('info')}${queues}</p>
            `
          : nothing
      }
    </div>
  `;
}

type Readiness = 'Ready' | 'NotReady' | 'Mixed' | undefined;

/**
 * Ready and Not Ready, side by side in a fixed place. The one that holds is pressed, and says so by its icon too. Not Ready
 * may be clicked again, to give another reason; Ready, where it does not hold in every queue.
 */
function readiness(view: SessionView, now: Readiness, everywhere: boolean, channelId?: string) {
  const { desk, state } = view;
  const common = (pressed: boolean, mood: 'Ready' | 'NotReady', control: string): Partial<ButtonLook> => ({
    pressed,
    busy: state.busy.has(named(control, channelId)),
    ...(pressed && { icon: mood }),
  });
  return html`
    <span class="pair">
      ${button({
        ...common(now === 'Ready', 'Ready', 'ready'),
        label: words.ready(),
        part: 'ready',
        kind: 'good',
        disabled: leaving(view),
        onClick: () => (now !== 'Ready' || !everywhere) && desk.ready(channelId),
      })}
      ${button({
        ...common(now === 'NotReady', 'NotReady', 'notready'),
        label: words.notReady(),
        part: 'not-ready',
        onClick: () => desk.notReady(channelId),
      })}
    </span>
  `;
}

/** The state of a channel that can be neither Ready nor Not Ready now. */
const still = (mood: 'Inactive' | 'Unavailable' | 'Ready' | 'NotReady') => html`
  <span class="still" part="state">
    ${icon(mood)}
    <span>${moodName(mood)}</span>
  </span>
`;

const command = (view: SessionView, control: string, label: string, onClick: () => unknown) => {
  const verb = control.split(':')[0]!;
  const busy = view.state.busy.has(control);
  const disabled = verb.startsWith('activate') && leaving(view);
  return button({ label, onClick, kind: 'small', part: verb, busy, disabled });
};

/** A logout runs, and HIS would refuse what undoes it (R11). Not so while it only waits for the user to give a reason. */
const leaving = ({ state, session }: SessionView) =>
  (state.busy.has('logout') && !state.screen) || session.session.loggingOut;
