import { bind, button, html, nothing, words } from './bound.ts';
import { reasonForm } from './reason-form.ts';
import type { Kit } from './screens.ts';
import type { View } from './view.ts';

/** What stands in the dialog of each screen. Loaded when somebody is at work, or is asked before. */
export function questions(kit: Kit): (view: View) => unknown {
  bind(kit);
  return content;
}

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
