import { screenTexts, type ScreenMessageId } from '../locales/screen-messages.ts';
import type { Kit } from './kit.ts';

// The values that the lazily loaded parts use. They are passed in, not imported, because with an import from there the
// bundler would split the library.
export let html: Kit['html'];
export let nothing: Kit['nothing'];
export let button: Kit['button'];
export let icon: Kit['icon'];
export let aroundName: Kit['aroundName'];
export let blockerOf: Kit['blockerOf'];
export let capabilitiesOf: Kit['capabilitiesOf'];
export let causeName: Kit['causeName'];
export let channelLabel: Kit['channelLabel'];
export let submission: Kit['submission'];
export let messages: Kit['messages'] & Readonly<Record<ScreenMessageId, () => string>>;

export function bind(kit: Kit): void {
  ({ html, nothing, button, icon, aroundName, blockerOf, capabilitiesOf, causeName, channelLabel, submission } = kit);
  messages = { ...kit.messages, ...kit.messagesOf(screenTexts) };
}
