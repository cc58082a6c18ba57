import { html, nothing } from 'lit';
import { messages, messagesOf } from '../locales/messages.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import { blockerOf } from '../state/selectors.ts';
import { aroundName } from './around-name.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';
import { causeName, channelLabel } from './labels.ts';
import { submission } from './submission.ts';

/** What the lazily loaded parts of the view use of the library. */
export const kit = {
  html,
  nothing,
  messages,
  messagesOf,
  button,
  icon,
  aroundName,
  blockerOf,
  capabilitiesOf,
  causeName,
  channelLabel,
  submission,
};
export type Kit = typeof kit;
