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
  /** Its command runs: it says so, and a click does nothing. */
  readonly busy?: boolean;
  /** It cannot be used now. It can still be reached by keyboard, so that `describedBy` is heard. */
  readonly disabled?: boolean;
  readonly describedBy?: string;
  readonly pressed?: boolean;
  /** It opens something, which is open or not. */
  readonly expanded?: boolean;
  /** The key that does the same, as `aria-keyshortcuts` writes it. */
  readonly key?: string | undefined;
  /** Only the icon is to be seen; the label is its name and, unless there is a `hint`, its tooltip. */
  readonly iconOnly?: boolean;
  readonly hint?: string | undefined;
}

/** The one button of MediaBar. Disabled is `aria-disabled`: a natively disabled button cannot be focused to ask why. */
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
