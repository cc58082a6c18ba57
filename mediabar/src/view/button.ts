import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { detach } from '../detach.ts';
import { icon, type IconName } from './icons.ts';

export interface ButtonLook {
  readonly label: string;
  readonly onClick: () => unknown;
  readonly icon?: IconName;
  readonly kind?: 'primary' | 'danger' | 'good' | 'plain' | 'small' | 'toggle';
  readonly part?: string;
  /** The command is running: `aria-busy`, and clicks are ignored. */
  readonly busy?: boolean;
  /** Clicks are ignored, but the button stays focusable, so that screen readers read `describedBy`. */
  readonly disabled?: boolean;
  readonly describedBy?: string;
  readonly pressed?: boolean;
  /** For a button that opens something: whether it is open. */
  readonly expanded?: boolean;
  /** The keyboard shortcut, in the syntax of `aria-keyshortcuts`. */
  readonly key?: string | undefined;
  /** Shows the icon only; the label is the accessible name and, unless there is a `hint`, the tooltip. */
  readonly iconOnly?: boolean;
  readonly hint?: string | undefined;
}

/** A button. Disabled is `aria-disabled`, because a natively disabled button cannot be focused to read why. */
export function button(look: ButtonLook): TemplateResult {
  const still = (look.disabled || look.busy) ?? false;
  return html`
    <button
      type="button"
      class="button ${look.kind ?? 'plain'} ${look.iconOnly ? 'icon-only' : ''}"
      part=${`button ${look.part ?? ''}`.trim()}
      title=${look.hint ?? (look.iconOnly ? look.label : nothing)}
      aria-label=${look.iconOnly ? look.label : nothing}
      aria-disabled=${still ? 'true' : nothing}
      aria-busy=${look.busy ? 'true' : nothing}
      aria-pressed=${ifDefined(look.pressed)}
      aria-expanded=${ifDefined(look.expanded)}
      aria-describedby=${ifDefined(look.describedBy)}
      aria-keyshortcuts=${look.key || nothing}
      @click=${() => still || detach(Promise.resolve(look.onClick()))}
    >
      ${
        look.busy
          ? html`
              <span class="spinner" aria-hidden="true"></span>
            `
          : look.icon
            ? icon(look.icon)
            : nothing
      }
      ${
        look.iconOnly
          ? nothing
          : html`
              <span class="label">${look.label}</span>
            `
      }
      ${
        look.key
          ? html`
              <kbd aria-hidden="true">${look.key.replace('Control', 'Ctrl')}</kbd>
            `
          : nothing
      }
    </button>
  `;
}
