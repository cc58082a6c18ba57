import type { Desk } from '../desk.ts';
import type { Language } from '../locales/languages.ts';
import type { BarState, SessionState } from '../state/model.ts';

/** What the parts of the view draw from, and tell what the user does. */
export interface View {
  readonly desk: Desk;
  readonly state: BarState;
  readonly language: Language;
  readonly speak: (language: Language) => void;
}

/** The same with somebody logged in. */
export interface SessionView extends View {
  readonly session: SessionState;
}
