import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelType, Consultation } from '../bus/wire.ts';
import { controlName } from '../state/controls.ts';
import { messages } from '../locales/messages.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import {
  firstToAccept,
  interactionsOf,
  ringsAtTelephone,
  verbsFor,
  type InteractionVerb,
  type Ongoing,
} from '../state/selectors.ts';
import { button, type ButtonLook } from './button.ts';
import { elapsed } from './elapsed.ts';
import { icon, type IconName } from './icons.ts';
import { consultationName, partyText, sentenceFor, stateName, verbLabel } from './labels.ts';
import { panel, panelButtons } from './panels.ts';
import type { SessionView } from './view.ts';

/** The interactions, one line each, with the commands that its state allows. */
export function interactionList(view: SessionView) {
  const all = interactionsOf(view.session);
  if (all.length === 0) return nothing;
  return html`
    <ul role="list" class="interactions" part="interactions" aria-label=${messages.interactions()}>
      ${repeat(
        all,
        ({ interaction }) => interaction.id,
        (ongoing) => row(view, ongoing),
      )}
    </ul>
  `;
}

/** Party and subject are untrusted text; `bdi` isolates their direction. */
function row(view: SessionView, { channel, interaction }: Ongoing) {
  const { desktop, state, session } = view;
  const able = capabilitiesOf(session, channel);
  const { id, type, direction, subject, since, consultation, party, partyName } = interaction;
  return html`
    <li
      class="interaction"
      part="interaction"
      aria-label=${sentenceFor(interaction)}
      data-interaction=${id}
      data-type=${type}
      data-state=${interaction.state}
      data-focus=${`interaction:${id}`}
    >
      <span class="kind">
        ${icon(type)}
        <span class="direction" title=${directionName(direction)}>
          ${icon(direction)}
          <span class="heard">${directionName(direction)}</span>
        </span>
      </span>
      <bdi class="party" part="party" title=${partyText(interaction)}>
        ${
          partyName && party
            ? html`
                <bdi class="party-name" part="party-name">${partyName}</bdi>
                <bdi class="muted" part="party-number">${party}</bdi>
              `
            : partyText(interaction)
        }
      </bdi>
      <bdi class="subject muted" part="subject" title=${subject || nothing}>${subject ?? ''}</bdi>
      <span class="status" part="interaction-state" data-status=${interaction.state}>
        <span class="status-text">${stateName(interaction.state)}</span>
      </span>
      ${elapsed(since, state.clockOffset)} ${consultation ? consultationRow(consultation) : nothing}
      <span class="row-actions">
        ${
          ringsAtTelephone(interaction, able)
            ? html`
                <span class="hint" part="hint">${icon('Telephony')}${messages.answerAtTelephone()}</span>
              `
            : nothing
        }
        ${verbsFor(interaction, able).map((verb) =>
          button({
            ...looks[verb],
            ...(verb === 'end' && { icon: endIcons[type] ?? 'close' }),
            label: verb === 'end' && consultation ? messages.leave() : verbLabel(verb),
            part: verb,
            busy: state.busy.has(controlName(verb, id)),
            key: verb === 'accept' && id === firstToAccept(session)?.id ? view.acceptKey : undefined,
            onClick: () => desktop.sendInteractionCommand(verb, id),
          }),
        )}
        ${panelButtons(view, interaction, able)}
      </span>
      ${panel(view, interaction, able)}
    </li>
  `;
}

/** The second party. A destination consists of digits, but the switch may format them. */
const consultationRow = ({ state, party }: Consultation) => html`
  <span class="second" part="consultation" data-consultation=${state}>
    ${icon(state === 'Conference' ? 'together' : 'Telephony')}
    <span class="muted">${messages.secondParty()}</span>
    <bdi class="second-party">${party}</bdi>
    <span class="status" data-status=${state}><span class="status-text">${consultationName(state)}</span></span>
  </span>
`;

const directionName = (direction: string) => (direction === 'Outbound' ? messages.outbound() : messages.inbound());

/** The icons of End: only a call is hung up. */
const endIcons: Readonly<Record<ChannelType, IconName>> = { Telephony: 'hangup', Chat: 'endChat', Email: 'endEmail' };

const looks: Record<InteractionVerb, Pick<ButtonLook, 'kind' | 'icon'>> = {
  accept: { kind: 'good', icon: 'check' },
  reject: { kind: 'danger', icon: 'close' },
  hold: { icon: 'hold' },
  retrieve: { kind: 'primary', icon: 'retrieve' },
  end: { kind: 'danger' },
  complete: { kind: 'primary', icon: 'check' },
  completetransfer: { kind: 'primary', icon: 'transfer' },
  conference: { icon: 'together' },
  cancelconsultation: { icon: 'back' },
};
