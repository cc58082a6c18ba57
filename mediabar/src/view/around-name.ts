import { html } from 'lit';
import type { Interaction } from '../bus/wire.ts';
import { partyText, sentenceFor } from './labels.ts';

/** A placeholder for the name; it occurs in no message. */
const gap = '\ufffc';

/**
 * A sentence about an interaction with the name in an element of its own. There the name has its own direction,
 * whatever the language of the sentence, and is the part that is truncated if space is short.
 */
export function aroundName(interaction: Interaction, within: (sentence: string) => string = (it) => it) {
  const sentence = within(sentenceFor(interaction, interaction.state, gap));
  const at = sentence.indexOf(gap);
  // Some languages isolate names in their sentences, which the element does already.
  const before = sentence.slice(0, at).replace(/\u2068$/, '');
  const after = sentence.slice(at + 1).replace(/^\u2069/, '');
  return html`
    <span class="before">${before}</span>
    <bdi class="name">${partyText(interaction)}</bdi>
    <span class="after">${after}</span>
  `;
}
