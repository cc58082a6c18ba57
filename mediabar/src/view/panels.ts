import { html, nothing } from 'lit';
import { asciiDigits } from '../bus/destination.ts';
import type { Interaction } from '../bus/wire.ts';
import { named } from '../desk.ts';
import { words } from '../locales/words.ts';
import { canDo, canGoElsewhere, canHearTones } from '../state/selectors.ts';
import { button } from './button.ts';
import { destinationField } from './destination.ts';
import { icon, type IconName } from './icons.ts';
import { fieldOf, submission } from './submission.ts';
import type { SessionView } from './view.ts';

/** The buttons that open what belongs below an interaction, where there is something to open. */
export function panelButtons({ desk, state, session }: SessionView, interaction: Interaction) {
  const { id } = interaction;
  const toggle = (kind: 'transfer' | 'keypad', label: string) =>
    button({
      label,
      icon: kind,
      part: kind,
      expanded: state.panel?.kind === kind && state.panel.interactionId === id,
      onClick: () => desk.toggle(kind, id),
    });
  return [
    canGoElsewhere(interaction, session.capabilities) ? toggle('transfer', words.transfer()) : nothing,
    canHearTones(interaction, session.capabilities) ? toggle('keypad', words.keypad()) : nothing,
  ];
}

/** What is open below this interaction. Its state may have closed it: then it waits, and opens again with the state. */
export function panel(view: SessionView, interaction: Interaction) {
  const { capabilities } = view.session;
  const open = view.state.panel?.interactionId === interaction.id ? view.state.panel.kind : undefined;
  if (open === 'transfer' && canGoElsewhere(interaction, capabilities)) return transferForm(view, interaction);
  if (open === 'keypad' && canHearTones(interaction, capabilities)) return keypad(view, interaction);
  return nothing;
}

/** Escape closes, and focus goes back to the button that had opened it. */
const closing = ({ desk }: SessionView, kind: 'transfer' | 'keypad', { id }: Interaction) => {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // a host's own dialog around the bar stays open
    (event.currentTarget as HTMLElement)
      .closest('.interaction')
      ?.querySelector<HTMLElement>(`.row-actions [part~='${kind}']`)
      ?.focus();
    desk.closePanel(kind, id);
  };
};

/** Enter asks first, where that can be done: nothing is lost by it. */
function transferForm(view: SessionView, interaction: Interaction) {
  const { desk, state, session } = view;
  const { id } = interaction;
  const running = state.busy.has(named('transfer', id)) || state.busy.has(named('consult', id));
  const send = submission((form, verb) => {
    const destination = fieldOf(form, 'destination').value;
    if (!running) void (verb === 'transfer' ? desk.transfer(id, destination) : desk.consult(id, destination));
  });
  const choice = (verb: 'transfer' | 'consult', label: string, look: string, name: IconName) =>
    canDo(session.capabilities, verb)
      ? html`
          <button
            class="button ${look}"
            part="button ${verb}-now"
            type="submit"
            value=${verb}
            @click=${send}
            aria-disabled=${running ? 'true' : nothing}
            aria-busy=${state.busy.has(named(verb, id)) ? 'true' : nothing}
          >
            ${icon(name)}
            <span class="label">${label}</span>
          </button>
        `
      : nothing;
  return html`
    <form
      class="panel"
      part="panel transfer-form"
      autocomplete="off"
      aria-label=${words.transfer()}
      @submit=${send}
      @keydown=${closing(view, 'transfer', interaction)}
    >
      ${destinationField(words.transferTo())} ${choice('consult', words.askFirst(), 'primary', 'Telephony')}
      ${choice('transfer', words.transferNow(), 'plain', 'transfer')}
    </form>
  `;
}

/** The keys of a telephone. While it has focus, a keyboard's keys are its keys; A to D are on no telephone but in its tones. */
function keypad(view: SessionView, interaction: Interaction) {
  const { desk, state } = view;
  const press = (key: string) => void desk.sendDigits(interaction.id, key);
  const close = closing(view, 'keypad', interaction);
  const typed = (event: KeyboardEvent) => {
    close(event);
    const key = asciiDigits(event.key); // an Arabic keyboard has its own
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9*#a-d]$/i.test(key)) return;
    event.preventDefault();
    press(key.toUpperCase());
  };
  return html`
    <div class="panel" part="panel keypad-keys" role="group" aria-label=${words.keypad()} @keydown=${typed}>
      <div class="keys" dir="ltr">
        ${[...'123456789*0#'].map((key) => button({ label: key, part: 'key', onClick: () => press(key) }))}
      </div>
      <span class="sent" part="sent">
        <span class="heard">${words.tonesSent()}</span>
        <bdi dir="ltr">${state.panel?.sent}</bdi>
      </span>
    </div>
  `;
}
