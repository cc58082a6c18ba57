import { html } from 'lit';
import type { Interaction } from '../bus/wire.ts';
import { partyText, sentenceFor } from './labels.ts';

/** Stands in a sentence where the name will be. No sentence of ours has it. */
const gap = '\ufffc';

/**
 * A sentence about an interaction with the stranger's name in a box of its own. There the name has its own direction, which
 * does not depend on the language around it, and where there is too little room it loses its end and never its beginning.
 */
export function aroundName(interaction: Interaction, within: (sentence: string) => string = (it) => it) {
  const sentence = within(sentenceFor(interaction, interaction.state, gap));
  const at = sentence.indexOf(gap);
  // A language that isolates names in its sentences need not do so here.
  const before = sentence.slice(0, at).replace(/\u2068$/, '');
  const after = sentence.slice(at + 1).replace(/^\u2069/, '');
  return html`
    <span class="before">${before}</span>
    <bdi class="name">${partyText(interaction)}</bdi>
    <span class="after">${after}</span>
  `;
}
