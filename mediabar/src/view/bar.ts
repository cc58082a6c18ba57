import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { detach } from '../detach.ts';
import { messages } from '../locales/messages.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import { blockerOf } from '../state/selectors.ts';
import { aroundName } from './around-name.ts';
import { bellButton } from './bell-button.ts';
import { button } from './button.ts';
import { allChannelsCell, channelCell } from './channels.ts';
import { destinationField } from './destination.ts';
import { icon } from './icons.ts';
import { interactionList } from './interactions.ts';
import { languageChoice } from './language-choice.ts';
import { sentenceFor } from './labels.ts';
import { notice } from './notice.ts';
import { lazyParts } from './screens.ts';
import { fieldOf, submission } from './submission.ts';
import type { SessionView, View } from './view.ts';

/** The bar of a logged-in agent: agent and link, channels, interactions. */
export const barScreen = (view: SessionView) => html`
  ${notice(view)} ${linkLost(view)} ${pendingLogout(view)} ${lazyParts()?.platformLines(view)}
  ${repeat(
    view.isNarrow ? panelOrder : barOrder,
    ([name]) => name,
    ([, part]) => part(view),
  )}
`;

const head = (view: SessionView) => html`
  <div class="head" part="head">
    ${agent(view)} ${dialField(view)}
    <div class="tools">${bellButton(view)} ${languageChoice(view)}</div>
    ${logoutButton(view)}
  </div>
`;

const channels = (view: SessionView) => html`
  <div class="channels" part="channels" role="group" aria-label=${messages.channels()}>
    ${allChannelsCell(view)} ${view.session.channels.map((channel) => channelCell(view, channel))}
  </div>
`;

type Part = readonly [name: string, part: (view: SessionView) => unknown];

// In a bar nothing moves under the pointer when a call arrives. In a panel the call comes first, where it is visible.
const barOrder: readonly Part[] = [
  ['head', head],
  ['channels', channels],
  ['interactions', interactionList],
];
const panelOrder: readonly Part[] = [barOrder[2]!, barOrder[0]!, barOrder[1]!];

/** The state below may be old, and nothing can be done. Screen readers get this from the announcement alone. */
export const linkLost = ({ state }: View) =>
  state.link === 'Lost'
    ? html`
        <p class="ending lost" part="link-lost">
          <span class="spinner" aria-hidden="true"></span>
          <span>${messages.linkLost()}</span>
        </p>
      `
    : nothing;

/** A logout waits until all interactions are over. The agent can withdraw only their own. */
function pendingLogout({ desktop, session, state }: SessionView) {
  const { pending } = session;
  if (!pending) return nothing;
  const own = pending === 'AgentRequest' || pending === 'Unknown';
  const cancel = { label: messages.cancelLogout(), part: 'cancel-logout', kind: 'small' } as const;
  return html`
    <div class="ending pending" part="logout-pending" data-cause=${pending}>
      ${icon('info')}
      <span class="notice-text">${messages.logoutPending()}</span>
      ${own ? button({ ...cancel, busy: state.busy.has('cancellogout'), onClick: () => desktop.cancelLogout() }) : nothing}
    </div>
  `;
}

function agent({ session, state }: SessionView) {
  const { id, name } = session.session.agent;
  const linked = state.link === 'Connected';
  return html`
    <div class="agent" part="agent">
      ${icon('mark')}
      <bdi class="agent-name">${name || id}</bdi>
      ${
        name
          ? html`
              <span class="muted"><bdi>${id}</bdi></span>
            `
          : nothing
      }
    </div>
    <span class="link" part="link" data-link=${state.link}>
      ${icon('link')}
      <span>${linked ? messages.connected() : messages.connecting()}</span>
    </span>
  `;
}

/**
 * The Logout button. While an interaction prevents a logout it is disabled, and the reason is shown beside it and read
 * with it.
 */
function logoutButton({ desktop, session, state }: SessionView) {
  const blocker = blockerOf(session);
  const busy = state.busy.has('logout');
  const why = busy ? undefined : blocker;
  return html`
    <div class="logout" part="logout-area">
      <span id="logout-why" class="why" part="logout-why" title=${why ? sentenceFor(why) : nothing} ?hidden=${!why}>
        ${
          why
            ? html`
                ${icon('lock')}
                <span class="sentence">
                  <span class="heard">${messages.logoutBlocked('')}</span>
                  ${aroundName(why)}
                </span>
              `
            : nothing
        }
      </span>
      ${button({
        label: busy ? messages.loggingOut() : messages.logout(),
        icon: 'logout',
        kind: 'danger',
        part: 'logout',
        busy,
        ...(why && { disabled: true, describedBy: 'logout-why' }),
        onClick: () => desktop.logout(),
      })}
    </div>
  `;
}

function dialField({ desktop, session, state }: SessionView) {
  const telephones = session.channels.filter(
    (each) => each.type === 'Telephony' && capabilitiesOf(session, each).dialing,
  );
  if (telephones.length === 0) return nothing;
  const possible = state.link !== 'Lost' && telephones.some(({ activation }) => activation === 'Active');
  const busy = state.busy.has('dial');
  // The number stays until the command has succeeded, for correction, and if the user has typed another one by then.
  const send = submission((form) => {
    const field = fieldOf(form, 'destination');
    const { value } = field;
    if (!possible || busy) return;
    const emptied = desktop.dial(value).then(({ ok }) => {
      if (ok && field.value === value) field.value = '';
    });
    detach(emptied);
  });
  return html`
    <form class="dial" part="dial" @submit=${send} autocomplete="off">
      ${destinationField(messages.numberToDial(), !possible)}
      <button
        class="button"
        part="button dial-button"
        type="submit"
        @click=${send}
        ?disabled=${!possible}
        aria-busy=${busy ? 'true' : nothing}
      >
        ${
          busy
            ? html`
                <span class="spinner" aria-hidden="true"></span>
              `
            : icon('Telephony')
        }
        <span class="label">${messages.dial()}</span>
      </button>
    </form>
  `;
}
