import { channels } from './channels.ts';
import { consultation } from './consultation.ts';
import { controls } from './controls.ts';
import { dialogs } from './dialogs.ts';
import { interactions } from './interactions.ts';
import { layout } from './layout.ts';
import { tokens } from './tokens.ts';
import { wideLayout } from './wide-layout.ts';

export const styles = [tokens, controls, layout, channels, interactions, dialogs, consultation, wideLayout];
