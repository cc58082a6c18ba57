import { html } from 'lit';

/**
 * A field for a number. Its length is not limited, because a number that is truncated when pasted is another number.
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
