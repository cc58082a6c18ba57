import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Used neither by browsers nor by screen readers, and types no text. */
const defaultAcceptKey = 'F8';

/**
 * The key that accepts a ringing interaction wherever the focus is in the page, so that agents need not look for a
 * button while a customer waits. It is ignored while nothing rings, and if the page has handled the key
 * (`preventDefault`).
 */
export class AcceptKey implements ReactiveController {
  readonly #key: () => string;
  readonly #accept: () => boolean;
  #listening: AbortController | undefined;

  /**
   * @param key - in the syntax of `aria-keyshortcuts`; empty for none
   * @param accept - accepts; returns `false` if nothing rings
   */
  constructor(host: ReactiveControllerHost, key: () => string, accept: () => boolean) {
    this.#key = key;
    this.#accept = accept;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    addEventListener('keydown', (event) => this.#pressed(event), { signal: this.#listening.signal });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || event.isComposing || !isKey(event, this.#key())) return;
    if (this.#accept()) event.preventDefault();
  }
}

/** The key of an `accept-key` attribute. A printable key, alone or with Shift, is ignored, because people type it. */
export function acceptKeyOf(attribute: string | null): string {
  const key = attribute?.trim() ?? defaultAcceptKey;
  const writes = /^(shift\+)?.$/i.test(key);
  return writes || key.toLowerCase() === 'none' ? '' : key;
}

/**
 * Whether the event is this key with exactly these modifiers. A letter is also matched by its position, because layouts
 * and Alt change what it types.
 */
export function isKey(event: KeyboardEvent, shortcut: string): boolean {
  const wanted = shortcut.toLowerCase().split('+');
  const key = wanted.pop();
  const held = Object.entries({
    control: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    meta: event.metaKey,
  });
  return (
    !!key &&
    (event.key.toLowerCase() === key || event.code.toLowerCase() === `key${key}`) &&
    held.every(([modifier, isHeld]) => isHeld === wanted.includes(modifier))
  );
}
