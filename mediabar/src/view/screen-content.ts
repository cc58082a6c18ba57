import { bind, button, html, nothing, messages } from './bound.ts';
import { reasonForm } from './reason-form.ts';
import type { Kit } from './kit.ts';
import { results } from './logout-results.ts';
import { platformLines, unreached } from './platforms.ts';
import type { View } from './view.ts';

/** What is loaded after the login, or when a screen opens earlier. */
export function lazilyLoaded(kit: Kit) {
  bind(kit);
  return { dialog, platformLines, results, unreached };
}

/** The content of the dialogs. */
function dialog(view: View) {
  const { screen } = view.state;
  switch (screen?.kind) {
    case 'LogoutReason':
      return reasonForm(view, screen, messages.logoutReason());
    case 'NotReadyReason':
      return reasonForm(view, screen, messages.notReadyReason());
    case 'TakeOver':
      return takeOver(view);
    default:
      return nothing;
  }
}

const takeOver = ({ desktop }: View) => html`
  <h2 id="screen-title">${messages.takeOverTitle()}</h2>
  <p>${messages.takeOverText()}</p>
  <div class="screen-actions">
    ${button({ label: messages.cancel(), part: 'cancel', onClick: () => desktop.answerScreen(null) })}
    ${button({ label: messages.takeOver(), kind: 'primary', part: 'take-over', onClick: () => desktop.answerScreen({}) })}
  </div>
`;
