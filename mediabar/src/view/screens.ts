import { html, nothing } from 'lit';
import { words } from '../locales/words.ts';
import { blockerOf } from '../state/selectors.ts';
import { aroundName } from './around-name.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';
import { submission } from './submission.ts';
import type { View } from './view.ts';

const kit = { html, nothing, words, button, icon, aroundName, blockerOf, submission };
export type Kit = typeof kit;

let content: ((view: View) => unknown) | undefined;

/** What the screens show is not needed to log in, so it is loaded behind that. */
export const loadScreens = async (): Promise<void> => {
  content ??= (await import('./questions.ts')).questions(kit);
};

export const areScreensLoaded = (): boolean => content !== undefined;

/** The dialog of the screen a flow waits for. Escape is Cancel; the browser keeps focus inside, and gives it back. */
export const screenDialog = (view: View) => html`
  <dialog
    class="screen"
    part="dialog"
    aria-labelledby="screen-title"
    data-screen=${view.state.screen?.kind ?? nothing}
    @cancel=${(event: Event) => {
      event.preventDefault(); // the flow closes it, so that dialog and state cannot disagree
      view.desk.answer(null);
    }}
  >
    ${content?.(view)}
  </dialog>
`;
