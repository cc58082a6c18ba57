import type { AgentDesktop } from '../desktop/agent-desktop.ts';
import type { Language } from '../locales/languages.ts';
import type { Bell } from '../ringing/bell.ts';
import type { BarState, SessionState } from '../state/model.ts';

/** What the parts of the view draw from, and tell what the user does. */
export interface View {
  readonly desktop: AgentDesktop;
  readonly state: BarState;
  readonly language: Language;
  readonly speak: (language: Language) => void;
  /** There is room for a panel only, not for a bar. */
  readonly isNarrow: boolean;
  /** The key that accepts what rings; empty: there is none. */
  readonly acceptKey: string;
  /** Where the host offers one. */
  readonly bell: Bell | undefined;
}

/** The same with somebody logged in. */
export interface SessionView extends View {
  readonly session: SessionState;
}
