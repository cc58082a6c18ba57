import type { AgentDesktop } from '../desktop/agent-desktop.ts';
import type { Language } from '../locales/languages.ts';
import type { Bell } from '../ringing/bell.ts';
import type { BarState, SessionState } from '../state/model.ts';

/** What the parts of the view render, and whom they call. */
export interface View {
  readonly desktop: AgentDesktop;
  readonly state: BarState;
  readonly language: Language;
  readonly speak: (language: Language) => void;
  /** The element is too narrow for a bar and is laid out as a panel. */
  readonly isNarrow: boolean;
  /** The accept key; empty for none. */
  readonly acceptKey: string;
  /** Undefined unless the host offers it. */
  readonly bell: Bell | undefined;
}

/** The view of a logged-in agent. */
export interface SessionView extends View {
  readonly session: SessionState;
}
