import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Neither browsers nor screen readers use it, and nobody types it. */
const defaultAcceptKey = 'F8';

/**
 * A key that accepts what rings, wherever focus is in the page: with hands on the keyboard nobody should have to look for a
 * button while a customer waits. A key that something else has taken (`preventDefault`) is not ours, and while nothing rings
 * none is.
 */
export class AcceptKey implements ReactiveController {
  readonly #key: () => string;
  readonly #accept: () => boolean;
  #listening: AbortController | undefined;

  /**
   * @param key - as `aria-keyshortcuts` writes it; empty: none
   * @param accept - does it; `false`: there is nothing to accept
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

/** What the `accept-key` attribute stands for. A key that writes something, alone or with Shift, is none: people write. */
export function acceptKeyOf(attribute: string | null): string {
  const key = attribute?.trim() ?? defaultAcceptKey;
  const writes = /^(shift\+)?.$/i.test(key);
  return writes || key.toLowerCase() === 'none' ? '' : key;
}

/** Whether it is this key with these modifiers and no others. A letter counts by its place, too: layouts and Alt change what it is. */
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
