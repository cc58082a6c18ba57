import { html } from 'lit';
import { languages, type Language } from '../locales/languages.ts';
import { messages } from '../locales/messages.ts';
import { icon } from './icons.ts';
import type { View } from './view.ts';

/** The language menu. Its value is the `locale` attribute of the element. */
export const languageChoice = ({ language, speak }: View) => html`
  <label class="language">
    ${icon('language')}
    <select
      part="language"
      aria-label=${messages.language()}
      .value=${language}
      @change=${(event: Event) => speak((event.target as HTMLSelectElement).value as Language)}
    >
      ${Object.entries(languages).map(
        ([code, name]) => html`
          <option value=${code} lang=${code} ?selected=${code === language}>${name}</option>
        `,
      )}
    </select>
  </label>
`;
