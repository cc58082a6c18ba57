import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { named } from '../desk.ts';
import { words } from '../locales/words.ts';
import { interactionsOf, verbsFor, type InteractionVerb, type Ongoing } from '../state/selectors.ts';
import { button, type ButtonLook } from './button.ts';
import { elapsed } from './elapsed.ts';
import { icon } from './icons.ts';
import { partyName, sentenceFor, stateName, verbName } from './naming.ts';
import type { SessionView } from './view.ts';

/** What goes on, one line each, with the buttons its state allows. */
export function interactionList(view: SessionView) {
  const all = interactionsOf(view.session);
  if (all.length === 0) return nothing;
  return html`
    <ul role="list" class="interactions" part="interactions" aria-label=${words.interactions()}>
      ${repeat(
        all,
        ({ interaction }) => interaction.id,
        (ongoing) => row(view, ongoing),
      )}
    </ul>
  `;
}

/** Party and subject come from strangers. They are shown as text, and `bdi` keeps their direction to themselves. */
function row({ desk, state }: SessionView, { interaction }: Ongoing) {
  const { id, type, direction, subject, since } = interaction;
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
      <bdi class="party" part="party" title=${partyName(interaction)}>${partyName(interaction)}</bdi>
      <bdi class="subject muted" part="subject" title=${subject || nothing}>${subject ?? ''}</bdi>
      <span class="mood" part="interaction-state" data-mood=${interaction.state}>
        <span class="mood-text">${stateName(interaction.state)}</span>
      </span>
      <span class="time" part="time" role="timer" aria-label=${words.timeInState()}>
        ${elapsed(since, state.clockOffset)}
      </span>
      <span class="row-actions">
        ${verbsFor(interaction).map((verb) =>
          button({
            ...looks[verb],
            label: verbName(verb),
            part: verb,
            busy: state.busy.has(named(verb, id)),
            onClick: () => desk.act(verb, id),
          }),
        )}
      </span>
    </li>
  `;
}

const directionName = (direction: string) => (direction === 'Outbound' ? words.outbound() : words.inbound());

const looks: Record<InteractionVerb, Pick<ButtonLook, 'kind' | 'icon'>> = {
  accept: { kind: 'good', icon: 'check' },
  reject: { kind: 'danger', icon: 'close' },
  hold: { icon: 'hold' },
  retrieve: { kind: 'primary', icon: 'retrieve' },
  end: { kind: 'danger', icon: 'hangup' },
  complete: { kind: 'primary', icon: 'check' },
};
