import type { Kit } from './kit.ts';

// What the questions are drawn with. They are in a file of their own, and would they import it, the bundler had to cut the
// library in two; so it is handed to them.
export let html: Kit['html'];
export let nothing: Kit['nothing'];
export let messages: Kit['messages'];
export let button: Kit['button'];
export let icon: Kit['icon'];
export let aroundName: Kit['aroundName'];
export let blockerOf: Kit['blockerOf'];
export let submission: Kit['submission'];

export function bind(kit: Kit): void {
  ({ html, nothing, messages, button, icon, aroundName, blockerOf, submission } = kit);
}
