import type { Kit } from './screens.ts';

// What the questions are drawn with. They are in a file of their own, and would they import it, the bundler had to cut the
// library in two; so it is handed to them.
export let html: Kit['html'];
export let nothing: Kit['nothing'];
export let words: Kit['words'];
export let button: Kit['button'];
export let icon: Kit['icon'];
export let aroundName: Kit['aroundName'];
export let blockerOf: Kit['blockerOf'];
export let submission: Kit['submission'];

export function bind(kit: Kit): void {
  ({ html, nothing, words, button, icon, aroundName, blockerOf, submission } = kit);
}
