import { html, nothing } from 'lit';
import { asciiDigits } from '../bus/destination.ts';
import { detach } from '../detach.ts';
import { messages } from '../locales/messages.ts';
import { linkLost } from './bar.ts';
import { icon } from './icons.ts';
import { languageChoice } from './language-choice.ts';
import { endingText } from './labels.ts';
import { notice } from './notice.ts';
import { fieldOf, submission } from './submission.ts';
import type { View } from './view.ts';

/**
 * Basic Login. The browser is told to store nothing, because workplaces are shared: the next agent must not be offered
 * the previous one's name.
 */
export function loginScreen(view: View) {
  const { state, desktop } = view;
  const busy = state.busy.has('login');
  const why = endingText(state.ending);

  const send = submission((form) => {
    const field = (name: string) => fieldOf(form, name).value;
    const endpoint = asciiDigits(field('endpoint').replace(/\p{Cf}/gu, '')).trim();
    const credentials = { agentId: field('agentId').trim(), password: field('password') };
    detach(desktop.login(endpoint ? { ...credentials, endpoint } : credentials));
  });

  return html`
    ${notice(view)} ${linkLost(view)}
    ${
      why
        ? html`
            <p class="ending" part="ending" role="alert">
              ${icon('info')}
              <span>${why}</span>
            </p>
          `
        : nothing
    }
    <form class="login" part="login" aria-label=${messages.login()} autocomplete="off" @submit=${send}>
      <span class="brand">
        ${icon('mark')}
        <span>${messages.mediaBar()}</span>
      </span>
      <label class="field">
        <span>${messages.agentId()}</span>
        <input
          id="agent-id"
          name="agentId"
          part="input"
          required
          maxlength="64"
          autocapitalize="none"
          spellcheck="false"
          autocomplete="off"
          ?readonly=${busy}
        />
      </label>
      <label class="field">
        <span>${messages.password()}</span>
        <input
          id="password"
          name="password"
          part="input"
          type="password"
          required
          maxlength="256"
          autocomplete="off"
          ?readonly=${busy}
        />
      </label>
      <label class="field">
        <span>${messages.endpoint()}</span>
        <input
          name="endpoint"
          part="input"
          maxlength="32"
          placeholder=${messages.endpointHint()}
          spellcheck="false"
          autocomplete="off"
          ?readonly=${busy}
        />
      </label>
      <button
        class="button primary"
        part="button login-button"
        type="submit"
        @click=${send}
        aria-disabled=${busy ? 'true' : nothing}
        aria-busy=${busy ? 'true' : nothing}
      >
        ${
          busy
            ? html`
                <span class="spinner" aria-hidden="true"></span>
              `
            : nothing
        }
        <span class="label">${busy ? messages.loggingIn() : messages.login()}</span>
      </button>
      ${languageChoice(view)}
    </form>
  `;
}
