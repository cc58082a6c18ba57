import { html, nothing } from 'lit';
import { kit } from './kit.ts';
import type { View } from './view.ts';

let content: ((view: View) => unknown) | undefined;

/** What the screens show is not needed to log in, so it is loaded behind that. */
export const loadScreens = async (): Promise<void> => {
  content ??= (await import('./screen-content.ts')).screenContent(kit);
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
      view.desktop.answerScreen(null);
    }}
  >
    ${content?.(view)}
  </dialog>
`;
