import type { Kit } from './kit.ts';

// The values that the lazily loaded screens use. They are passed in, not imported, because with an import from there
// the bundler would split the library.
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
