import type { ReasonChoice, ReasonPolicy } from '../bus/wire.ts';
import type { ReasonAnswer } from '../flows/reason.ts';
import type { ReasonList, Screen } from '../state/model.ts';
import { aroundName, blockerOf, button, html, icon, nothing, submission, messages } from './bound.ts';
import type { View } from './view.ts';

type ReasonScreen = Extract<Screen, { policy: ReasonPolicy }>;

// Values of radio buttons that cannot be codes of a policy, because they start with a space.
const none = ' none';
const other = ' other';

/** A list of the screen: of the only platform, of one of several, or of all that have the same reasons. */
export interface Group {
  readonly policy: ReasonPolicy;
  readonly platforms: readonly string[];
  /** The name of the platform, if the lists differ. */
  readonly label: string | undefined;
  readonly chosen?: ReasonChoice | undefined;
}

/** One list if all platforms have the same reasons, otherwise a list for each. */
export function groupsOf({ policy, lists = [] }: Pick<ReasonScreen, 'policy' | 'lists'>): readonly Group[] {
  const [first, ...others] = lists;
  if (!first) return [{ policy, platforms: [], label: undefined }];
  if (others.length === 0 || !others.every((each) => hasSameReasons(each.policy, first.policy))) {
    return lists.map((list) => ({ ...list, platforms: [list.platform], label: list.platform }));
  }
  const strictest = lists.find((each) => each.policy.requirement === 'Required') ?? first;
  const isOneChoice = others.every((each) => isSame(each, first));
  return [
    {
      policy: strictest.policy,
      platforms: lists.map(({ platform }) => platform),
      label: undefined,
      chosen: isOneChoice ? first.chosen : undefined,
    },
  ];
}

const hasSameReasons = (one: ReasonPolicy, other: ReasonPolicy) =>
  one.freeText === other.freeText &&
  one.reasons.length === other.reasons.length &&
  one.reasons.every(({ code, label }) => other.reasons.some((each) => each.code === code && each.label === label));

const isSame = ({ chosen: one }: ReasonList, { chosen: other }: ReasonList) =>
  one?.code === other?.code && one?.text === other?.text;

/**
 * The Logout Reason Selection Screen, and the same for Not Ready: the reasons of the policy or of each platform, free
 * text if it is allowed, the Checkmark button, and Cancel.
 */
export function reasonForm(view: View, screen: ReasonScreen, title: string) {
  const { desktop, state } = view;
  const { notAccepted, kind } = screen;
  const blocker = kind === 'LogoutReason' && state.session ? blockerOf(state.session) : undefined;
  const groups = groupsOf(screen);
  const nothingToGive = groups.some(hasNothing);
  const toFocus = groups.find(({ chosen }) => !chosen) ?? groups[0];

  const send = submission((form) => {
    const choices = groups.map((group, index) => choiceIn(form, index, group.policy));
    const missing = choices.indexOf(undefined);
    if (missing < 0) return desktop.answerScreen(answerOf(groups, choices as ReasonChoice[]));
    form.querySelector('.missing')!.removeAttribute('hidden');
    form.querySelectorAll('fieldset')[missing]?.querySelector('input')?.focus();
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
      ${groups.map(
        (group, index) => html`
          <fieldset>
            <legend>${legend(group)}</legend>
            ${
              hasNothing(group)
                ? html`
                    <p class="said bad">
                      ${icon('alert')}
                      <span>${messages.noReasonsListed()}</span>
                    </p>
                  `
                : choices(group, index, group === toFocus)
            }
          </fieldset>
        `,
      )}
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

const hasNothing = ({ policy }: Group) => policy.reasons.length === 0 && !policy.freeText;

const legend = ({ label }: Group) =>
  label
    ? html`
        <strong>
          <bdi>${label}</bdi>
          :
        </strong>
        ${messages.chooseReason()}
      `
    : messages.chooseReason();

function choices({ policy, chosen }: Group, index: number, focused: boolean) {
  const optional = policy.requirement !== 'Required';
  const onlyText = policy.reasons.length === 0 && !optional;
  const code = chosen ? (chosen.code ?? (chosen.text ? other : none)) : optional ? none : undefined;
  const values = [
    ...(optional ? [{ code: none, label: messages.noReason() }] : []),
    ...policy.reasons,
    ...(policy.freeText && !onlyText ? [{ code: other, label: messages.otherReason() }] : []),
  ];
  const start = values.some((each) => each.code === code) ? code : values[0]?.code;
  return html`
    ${values.map((each) => radio(index, each.code, each.label, each.code === code, focused && each.code === start))}
    ${
      policy.freeText
        ? html`
            <label class="field own-words">
              <span>${messages.ownWords()}</span>
              <input
                name=${fieldName('text', index)}
                part="input"
                maxlength="128"
                autocomplete="off"
                value=${chosen?.text ?? nothing}
                ?autofocus=${focused && onlyText}
                @input=${chooseOther}
              />
            </label>
          `
        : nothing
    }
  `;
}

const fieldName = (name: string, index: number) => (index > 0 ? `${name}-${index}` : name);

const radio = (index: number, value: string, label: string, checked: boolean, autofocus: boolean) => html`
  <label class="choice" part="reason">
    <input type="radio" name=${fieldName('code', index)} value=${value} ?checked=${checked} ?autofocus=${autofocus} />
    <span><bdi>${label}</bdi></span>
  </label>
`;

/** The choice of a list. `undefined`: none yet, and one is required. */
function choiceIn(form: HTMLFormElement, index: number, policy: ReasonPolicy): ReasonChoice | undefined {
  const data = new FormData(form);
  const code = data.get(fieldName('code', index));
  const written = data.get(fieldName('text', index));
  const text = typeof written === 'string' ? written.trim() : '';
  if (typeof code === 'string' && code !== none && code !== other) return { code };
  if (text && code !== none) return { text };
  return policy.requirement === 'Required' || code === other ? undefined : {};
}

/** The answer to the screen: a reason, or with several platforms one for each. */
export const answerOf = (groups: readonly Group[], choices: readonly ReasonChoice[]): ReasonAnswer => {
  const reasons = groups.flatMap(({ platforms }, index) =>
    platforms.map((platform) => ({ ...choices[index], platform })),
  );
  return reasons.length > 0 ? { reasons } : choices[0]!;
};

/** Selects "Other" when the user types a text. */
function chooseOther(event: Event): void {
  const list = (event.target as HTMLInputElement).closest('fieldset');
  const choice = list?.querySelector<HTMLInputElement>(`input[value="${other}"]`);
  if (choice) choice.checked = true;
}

function hideMissing(event: Event): void {
  (event.currentTarget as HTMLElement).querySelector('.missing')?.setAttribute('hidden', '');
}
