import type { Channel } from '../bus/wire.ts';
import type { PlatformInfo, SessionState } from '../state/model.ts';
import { capabilitiesOf, causeName, channelLabel, html, icon, messages, nothing } from './bound.ts';
import type { SessionView } from './view.ts';

/**
 * A line for each platform at which the agent is not logged on. Their parent is there without lines too, so that screen
 * readers announce a line that is added.
 */
export function platformLines({ session, state }: SessionView) {
  if (!session.platforms) return nothing;
  // A running logout logs off one platform after the other; what is left is shown when it has stopped.
  const isLoggingOut = (state.busy.has('logout') && !state.screen) || session.session.loggingOut;
  const lines = isLoggingOut ? [] : session.platforms.map((platform) => line(session, platform));
  return html`
    <div part="platforms" role="status">${lines}</div>
  `;
}

function line({ channels }: SessionState, { name, state, cause }: PlatformInfo) {
  const text = {
    LoggedOn: undefined,
    LoggedOff: messages.platformLoggedOff,
    Unavailable: messages.platformUnavailable,
  };
  const meaning = text[state]?.();
  if (!meaning) return nothing;
  const names = channels.filter(({ platform }) => platform === name).map(({ type }) => channelLabel(type));
  const why = state === 'LoggedOff' && cause && cause !== 'AgentRequest' ? causeName(cause) : '';
  return html`
    <p class="ending" part="platform" data-platform=${name} data-state=${state}>
      ${icon('info')}
      <span class="notice-text">
        <strong>
          <bdi>${name}</bdi>
          ${names.length > 0 ? ` (${names.join(', ')})` : ''}:
        </strong>
        ${meaning} ${why ? `${why}.` : ''}
      </span>
    </p>
  `;
}

/**
 * The channels that a command for all channels does not reach, as a sentence; `undefined` if there is none. Not said if
 * the agent works at one platform.
 */
export function unreached(session: SessionState, verb: string): string | undefined {
  const missed = session.platforms ? session.channels.filter((channel) => !reaches(session, verb, channel)) : [];
  const names = missed.map(({ type, platform }) => `${channelLabel(type)} (${platform})`);
  return names.length > 0 ? messages.channelIs(messages.notReached(), names.join(', ')) : undefined;
}

/** Activating a channel of a platform at which the agent is logged off logs on there, whether it can activate or not. */
function reaches(session: SessionState, verb: string, channel: Channel): boolean {
  const { activation, platform } = channel;
  const isLoggedOff = session.platforms?.some(({ name, state }) => name === platform && state === 'LoggedOff');
  const { channelDeactivation } = capabilitiesOf(session, channel);
  switch (verb) {
    case 'activateall':
      return activation === 'Active' || (activation === 'Inactive' && (channelDeactivation || !!isLoggedOff));
    case 'deactivateall':
      return activation === 'Inactive' || (activation === 'Active' && channelDeactivation);
    default:
      return activation === 'Active';
  }
}
