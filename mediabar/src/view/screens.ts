import { html, nothing } from 'lit';
import { words } from '../locales/words.ts';
import { button } from './button.ts';
import { reasonForm } from './reason-form.ts';
import type { View } from './view.ts';

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
    ${content(view)}
  </dialog>
`;

function content(view: View) {
  const { screen } = view.state;
  switch (screen?.kind) {
    case 'LogoutReason':
      return reasonForm(view, screen, words.logoutReason());
    case 'NotReadyReason':
      return reasonForm(view, screen, words.notReadyReason());
    case 'TakeOver':
      return takeOver(view);
    default:
      return nothing;
  }
}

const takeOver = ({ desk }: View) => html`
  <h2 id="screen-title">${words.takeOverTitle()}</h2>
  <p>${words.takeOverText()}</p>
  <div class="screen-actions">
    ${button({ label: words.cancel(), part: 'cancel', onClick: () => desk.answer(null) })}
    ${button({ label: words.takeOver(), kind: 'primary', part: 'take-over', onClick: () => desk.answer({}) })}
  </div>
`;
