import { html, nothing } from 'lit';
import { messages } from '../locales/messages.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';
import { failureText } from './labels.ts';
import { lazyParts } from './screens.ts';
import type { View } from './view.ts';

/** A failure, until the agent closes it or the command succeeds. */
export function notice(view: View) {
  const { desktop, state } = view;
  if (!state.notice) return nothing;
  const { failure } = state.notice;
  return html`
    <div
      class="notice ${['EndpointNotRegistered', 'LeftBehind', 'NotTaken'].includes(failure.name) ? 'mild' : ''}"
      part="notice"
      role="alert"
      data-failure=${failure.name}
    >
      ${icon('alert')}
      <div class="notice-text">
        <p part="notice-message">${failureText(failure, state.session)}</p>
        ${lazyParts()?.results(view, state.notice)}
      </div>
      ${button({ label: messages.close(), icon: 'close', iconOnly: true, part: 'notice-close', onClick: () => desktop.closeNotice() })}
    </div>
  `;
}
