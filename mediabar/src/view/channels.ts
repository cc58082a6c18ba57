import { html, nothing } from 'lit';
import type { Channel } from '../bus/wire.ts';
import { controlName } from '../state/controls.ts';
import { messages } from '../locales/messages.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import { activeChannels, inactiveChannels, overallState } from '../state/selectors.ts';
import { button, type ButtonLook } from './button.ts';
import { elapsed } from './elapsed.ts';
import { icon } from './icons.ts';
import { causeText, channelLabel, statusLabel, channelStatus, queuesText, reasonText } from './labels.ts';
import { lazyParts } from './screens.ts';
import type { SessionView } from './view.ts';

/** The cell of all channels together. */
export function allChannelsCell(view: SessionView) {
  const { desktop, session } = view;
  const active = activeChannels(session);
  const overall = overallState(session);
  const resting = session.channels.some(({ activation }) => activation === 'Unavailable') ? 'Unavailable' : 'Inactive';
  const canDeactivate = active.some((channel) => capabilitiesOf(session, channel).channelDeactivation);
  return html`
    <div
      class="cell all"
      part="channel all-channels"
      role="group"
      aria-label=${messages.allChannels()}
      data-overall=${overall ?? resting}
      data-focus="all"
    >
      <div class="cell-head">
        ${icon('all')}
        <span class="cell-name">${messages.allChannels()}</span>
        <span class="cell-commands">
          ${
            inactiveChannels(session).length > 0
              ? command(view, 'activateall', messages.activateAll(), () => desktop.activateAll())
              : nothing
          }
          ${canDeactivate ? command(view, 'deactivateall', messages.deactivateAll(), () => desktop.deactivateAll()) : nothing}
        </span>
      </div>
      <div class="cell-state">
        ${active.length > 0 ? readiness(view, overall, !active.some(queuesText)) : fixedState(resting)}
        ${
          overall === 'Mixed'
            ? html`
                <span class="detail">${icon('Mixed')}${messages.mixed()}</span>
              `
            : nothing
        }
      </div>
    </div>
  `;
}

/**
 * The cell of one channel: its state, for how long, and the commands. At most one of Activate and Deactivate is shown.
 */
export function channelCell(view: SessionView, channel: Channel) {
  const { desktop, session, state } = view;
  const { id, activation, agentState } = channel;
  const active = activation === 'Active';
  const status = channelStatus(channel);
  const reason = reasonText(channel.reason);
  const cause = causeText(channel);
  const queues = queuesText(channel);
  return html`
    <div
      class="cell"
      part="channel"
      role="group"
      aria-label=${channelLabel(channel.type)}
      data-channel=${id}
      data-activation=${activation}
      data-agent-state=${agentState ?? nothing}
      data-status=${status}
      data-focus=${`channel:${id}`}
    >
      <div class="cell-head">
        ${icon(channel.type)}
        <span class="cell-name">${channelLabel(channel.type)}</span>
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
              ? command(view, controlName('activate', id), messages.activate(), () => desktop.activate(id))
              : nothing
          }
          ${
            active && capabilitiesOf(session, channel).channelDeactivation
              ? command(view, controlName('deactivate', id), messages.deactivate(), () => desktop.deactivate(id))
              : nothing
          }
        </span>
      </div>
      <div class="cell-state">
        ${active ? readiness(view, agentState ?? undefined, !queues, id) : fixedState(status)}
        ${
          reason
            ? html`
                <bdi class="detail" part="reason" title=${reason}>${reason}</bdi>
              `
            : nothing
        }
        ${elapsed(channel.since, state.clockOffset)}
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
 * Ready and Not Ready, side by side in a fixed place. The current state is pressed, and has an icon too. Not Ready can
 * be clicked again to give another reason; Ready, if it does not apply in every queue.
 */
function readiness(view: SessionView, now: Readiness, everywhere: boolean, channelId?: string) {
  const { desktop, state } = view;
  const common = (pressed: boolean, status: 'Ready' | 'NotReady', control: string): Partial<ButtonLook> => ({
    pressed,
    busy: state.busy.has(controlName(control, channelId)),
    hint: channelId ? undefined : unreached(view, control),
    ...(pressed && { icon: status }),
  });
  return html`
    <span class="pair">
      ${button({
        ...common(now === 'Ready', 'Ready', 'ready'),
        label: messages.ready(),
        part: 'ready',
        kind: 'good',
        disabled: isLoggingOut(view),
        onClick: () => (now !== 'Ready' || !everywhere) && desktop.ready(channelId),
      })}
      ${button({
        ...common(now === 'NotReady', 'NotReady', 'notready'),
        label: messages.notReady(),
        part: 'not-ready',
        onClick: () => desktop.notReady(channelId),
      })}
    </span>
  `;
}

/** The state of a channel that can be neither Ready nor Not Ready. */
const fixedState = (status: 'Inactive' | 'Unavailable' | 'Ready' | 'NotReady') => html`
  <span class="still" part="state">
    ${icon(status)}
    <span>${statusLabel(status)}</span>
  </span>
`;

const command = (view: SessionView, control: string, label: string, onClick: () => unknown) => {
  const verb = control.split(':')[0]!;
  const busy = view.state.busy.has(control);
  const disabled = verb.startsWith('activate') && isLoggingOut(view);
  return button({ label, onClick, kind: 'small', part: verb, busy, disabled, hint: unreached(view, verb) });
};

/** The tooltip and description of a button for all channels. */
const unreached = ({ session }: SessionView, verb: string) => lazyParts()?.unreached(session, verb);

/** A logout is running, and HIS would refuse commands that undo it (R11); not while it waits for the user's reason. */
const isLoggingOut = ({ state, session }: SessionView) =>
  (state.busy.has('logout') && !state.screen) || session.session.loggingOut;
