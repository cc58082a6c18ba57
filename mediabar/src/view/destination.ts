import { html } from 'lit';

/** Where a number is put in: for a call, or for whom one goes on with. */
export const destinationField = (label: string, disabled = false) => html`
  <input
    name="destination"
    part="input"
    type="tel"
    dir="ltr"
    required
    maxlength="64"
    autocomplete="off"
    aria-label=${label}
    placeholder=${label}
    ?disabled=${disabled}
  />
`;
