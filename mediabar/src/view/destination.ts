import { html } from 'lit';

/**
 * Where a number is put in: for a call, or for whom one goes on with. As long as it likes: a number that is cut off in
 * the middle of a paste is another number.
 */
export const destinationField = (label: string, disabled = false) => html`
  <input
    name="destination"
    part="input"
    type="tel"
    dir="ltr"
    required
    autocomplete="off"
    aria-label=${label}
    placeholder=${label}
    ?disabled=${disabled}
  />
`;
