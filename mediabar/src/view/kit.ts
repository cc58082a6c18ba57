import { html, nothing } from 'lit';
import { messages } from '../locales/messages.ts';
import { blockerOf } from '../state/selectors.ts';
import { aroundName } from './around-name.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';
import { submission } from './submission.ts';

/** What the lazily loaded content of the screens uses of the library. */
export const kit = { html, nothing, messages, button, icon, aroundName, blockerOf, submission };
export type Kit = typeof kit;
