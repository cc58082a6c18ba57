import { html, nothing } from 'lit';
import { kit } from './kit.ts';
import type { View } from './view.ts';

let parts: ReturnType<(typeof import('./screen-content.ts'))['lazilyLoaded']> | undefined;

/** Loads what is not needed to log in: the content of the dialogs, and what only several platforms or a failed logout show. */
export const loadScreens = async (): Promise<void> => {
  parts ??= (await import('./screen-content.ts')).lazilyLoaded(kit);
};

/** `undefined` until they are loaded. */
export const lazyParts = () => parts;

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
    ${parts?.dialog(view)}
  </dialog>
`;
