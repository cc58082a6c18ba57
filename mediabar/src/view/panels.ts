import { html, nothing } from 'lit';
import { asciiDigits } from '../bus/destination.ts';
import type { Capabilities, Interaction } from '../bus/wire.ts';
import { controlName } from '../state/controls.ts';
import { detach } from '../detach.ts';
import { messages } from '../locales/messages.ts';
import { canDo, canTransferOrConsult, canHearTones } from '../state/selectors.ts';
import { button } from './button.ts';
import { destinationField } from './destination.ts';
import { icon, type IconName } from './icons.ts';
import { fieldOf, submission } from './submission.ts';
import type { SessionView } from './view.ts';

/** The buttons that open the panels of an interaction. */
export function panelButtons({ desktop, state }: SessionView, interaction: Interaction, able: Capabilities) {
  const { id } = interaction;
  const toggle = (kind: 'transfer' | 'keypad', label: string) =>
    button({
      label,
      icon: kind,
      part: kind,
      expanded: state.panel?.kind === kind && state.panel.interactionId === id,
      onClick: () => desktop.togglePanel(kind, id),
    });
  return [
    canTransferOrConsult(interaction, able) ? toggle('transfer', messages.transfer()) : nothing,
    canHearTones(interaction, able) ? toggle('keypad', messages.keypad()) : nothing,
  ];
}

/** The open panel of an interaction. If the state does not allow it, it is hidden until the state does. */
export function panel(view: SessionView, interaction: Interaction, able: Capabilities) {
  const open = view.state.panel?.interactionId === interaction.id ? view.state.panel.kind : undefined;
  if (open === 'transfer' && canTransferOrConsult(interaction, able)) return transferForm(view, interaction, able);
  if (open === 'keypad' && canHearTones(interaction, able)) return keypad(view, interaction);
  return nothing;
}

/** Escape closes a panel and returns the focus to its button. */
const closing = ({ desktop }: SessionView, kind: 'transfer' | 'keypad', { id }: Interaction) => {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // do not close a dialog of the host around the bar
    (event.currentTarget as HTMLElement)
      .closest('.interaction')
      ?.querySelector<HTMLElement>(`.row-actions [part~='${kind}']`)
      ?.focus();
    desktop.closePanel(kind, id);
  };
};

/** The transfer form. Enter consults first if the switch can, because that is easily undone. */
function transferForm(view: SessionView, interaction: Interaction, able: Capabilities) {
  const { desktop, state } = view;
  const { id } = interaction;
  const running = state.busy.has(controlName('transfer', id)) || state.busy.has(controlName('consult', id));
  const send = submission((form, verb) => {
    const destination = fieldOf(form, 'destination').value;
    if (!running) detach(verb === 'transfer' ? desktop.transfer(id, destination) : desktop.consult(id, destination));
  });
  const choice = (verb: 'transfer' | 'consult', label: string, look: string, name: IconName) =>
    canDo(able, verb)
      ? html`
          <button
            class="button ${look}"
            part="button ${verb}-now"
            type="submit"
            value=${verb}
            @click=${send}
            aria-disabled=${running ? 'true' : nothing}
            aria-busy=${state.busy.has(controlName(verb, id)) ? 'true' : nothing}
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
      aria-label=${messages.transfer()}
      @submit=${send}
      @keydown=${closing(view, 'transfer', interaction)}
    >
      ${destinationField(messages.transferTo())} ${choice('consult', messages.askFirst(), 'primary', 'Telephony')}
      ${choice('transfer', messages.transferNow(), 'plain', 'transfer')}
    </form>
  `;
}

/**
 * The keypad. While it has the focus, it accepts the keys of the keyboard, and also A to D, which exist in DTMF only.
 */
function keypad(view: SessionView, interaction: Interaction) {
  const { desktop, state } = view;
  const press = (key: string) => detach(desktop.sendDigits(interaction.id, key));
  const close = closing(view, 'keypad', interaction);
  const typed = (event: KeyboardEvent) => {
    close(event);
    const key = asciiDigits(event.key); // Arabic keyboards type Arabic digits
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9*#a-d]$/i.test(key)) return;
    event.preventDefault();
    press(key.toUpperCase());
  };
  return html`
    <div class="panel" part="panel keypad-keys" role="group" aria-label=${messages.keypad()} @keydown=${typed}>
      <div class="keys" dir="ltr">
        ${[...'123456789*0#'].map((key) => button({ label: key, part: 'key', onClick: () => press(key) }))}
      </div>
      <span class="sent" part="sent">
        <span class="heard">${messages.tonesSent()}</span>
        <bdi dir="ltr">${state.panel?.sent}</bdi>
      </span>
    </div>
  `;
}
