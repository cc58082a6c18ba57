import { html, nothing } from 'lit';
import { kit } from './kit.ts';
import type { View } from './view.ts';

let content: ((view: View) => unknown) | undefined;

/** Loads the content of the dialogs, which is not needed to log in. */
export const loadScreens = async (): Promise<void> => {
  content ??= (await import('./screen-content.ts')).screenContent(kit);
};

export const areScreensLoaded = (): boolean => content !== undefined;

/** The dialog of the open screen. Escape cancels; the browser traps and restores the focus. */
export const screenDialog = (view: View) => html`
  <dialog
    class="screen"
    part="dialog"
    aria-labelledby="screen-title"
    data-screen=${view.state.screen?.kind ?? nothing}
    @cancel=${(event: Event) => {
      event.preventDefault(); // closed by the flow, so that dialog and state agree
      view.desktop.answerScreen(null);
    }}
  >
    ${content?.(view)}
  </dialog>
`;
