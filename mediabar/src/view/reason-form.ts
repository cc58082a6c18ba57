import type { ReasonChoice, ReasonPolicy } from '../bus/wire.ts';
import type { Screen } from '../state/model.ts';
import { aroundName, blockerOf, button, html, icon, nothing, submission, messages } from './bound.ts';
import type { View } from './view.ts';

type ReasonScreen = Extract<Screen, { policy: ReasonPolicy }>;

// Values of radio buttons that cannot be codes of a policy, because they start with a space.
const none = ' none';
const other = ' other';

/**
 * The Logout Reason Selection Screen, and the same for Not Ready: the reasons of the policy, free text if it is
 * allowed, the Checkmark button, and Cancel.
 */
export function reasonForm(view: View, { policy, notAccepted, kind }: ReasonScreen, title: string) {
  const { desktop, state } = view;
  const blocker = kind === 'LogoutReason' && state.session ? blockerOf(state.session) : undefined;
  const nothingToGive = policy.reasons.length === 0 && !policy.freeText;

  const send = submission((form) => {
    const choice = choiceIn(form, policy);
    if (choice) return desktop.answerScreen(choice);
    form.querySelector('.missing')!.removeAttribute('hidden');
    form.querySelector<HTMLElement>('input')?.focus();
  });

  return html`
    <form class="reasons" part="reason-form" autocomplete="off" @submit=${send} @input=${hideMissing}>
      <h2 id="screen-title">${title}</h2>
      ${
        notAccepted
          ? html`
              <p class="said bad" role="alert">
                ${icon('alert')}
                <span>${messages.notAccepted()}</span>
              </p>
            `
          : nothing
      }
      ${
        blocker
          ? html`
              <p class="said" role="status">
                ${icon('lock')}
                <span>${aroundName(blocker, messages.logoutBlocked)}</span>
              </p>
            `
          : nothing
      }
      ${
        nothingToGive
          ? html`
              <p class="said bad">
                ${icon('alert')}
                <span>${messages.noReasonsListed()}</span>
              </p>
            `
          : html`
              <fieldset>
                <legend>${messages.chooseReason()}</legend>
                ${choices(policy)}
              </fieldset>
            `
      }
      <p class="said bad missing" role="alert" hidden>
        ${icon('alert')}
        <span>${messages.reasonMissing()}</span>
      </p>
      <div class="screen-actions">
        ${button({ label: messages.cancel(), part: 'cancel', onClick: () => desktop.answerScreen(null) })}
        ${
          nothingToGive
            ? nothing
            : html`
                <button
                  type="submit"
                  @click=${send}
                  class="button primary icon-only checkmark"
                  part="button confirm"
                  aria-label=${messages.confirm()}
                  title=${messages.confirm()}
                >
                  ${icon('check')}
                </button>
              `
        }
      </div>
    </form>
  `;
}

function choices(policy: ReasonPolicy) {
  const optional = policy.requirement !== 'Required';
  const onlyText = policy.reasons.length === 0 && !optional;
  return html`
    ${optional ? radio(none, messages.noReason(), true) : nothing}
    ${policy.reasons.map(({ code, label }, index) => radio(code, label, false, !optional && index === 0))}
    ${policy.freeText && !onlyText ? radio(other, messages.otherReason()) : nothing}
    ${
      policy.freeText
        ? html`
            <label class="field own-words">
              <span>${messages.ownWords()}</span>
              <input
                name="text"
                part="input"
                maxlength="128"
                autocomplete="off"
                ?autofocus=${onlyText}
                @input=${chooseOther}
              />
            </label>
          `
        : nothing
    }
  `;
}

const radio = (value: string, label: string, checked = false, autofocus = checked) => html`
  <label class="choice" part="reason">
    <input type="radio" name="code" value=${value} ?checked=${checked} ?autofocus=${autofocus} />
    <span><bdi>${label}</bdi></span>
  </label>
`;

/** The choice. `undefined`: none yet, and one is required. */
function choiceIn(form: HTMLFormElement, policy: ReasonPolicy): ReasonChoice | undefined {
  const data = new FormData(form);
  const code = data.get('code');
  const written = data.get('text');
  const text = typeof written === 'string' ? written.trim() : '';
  if (typeof code === 'string' && code !== none && code !== other) return { code };
  if (text && code !== none) return { text };
  return policy.requirement === 'Required' || code === other ? undefined : {};
}

/** Selects "Other" when the user types a text. */
function chooseOther(event: Event): void {
  const { form } = event.target as HTMLInputElement;
  const choice = form?.querySelector<HTMLInputElement>(`input[value="${other}"]`);
  if (choice) choice.checked = true;
}

function hideMissing(event: Event): void {
  (event.currentTarget as HTMLElement).querySelector('.missing')?.setAttribute('hidden', '');
}
