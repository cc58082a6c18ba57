import type { LitElement, ReactiveController } from 'lit';
import type { Desk } from '../desk.ts';

const beatMs = 1_000;

/**
 * What the page goes through, and what it means for the desk.
 *
 * - The page goes away: forget everything at once. A browser may keep the page, and show it again on Back, with whatever
 *   stood in it; the next agent must not find the last one's customer there (R17). If the agent has not logged out, a page
 *   that comes in its place in the same tab goes on with the session.
 * - The computer wakes up, the network changes, the tab is looked at again: ask HIS at once whether it is still there,
 *   rather than show a state that ended an hour ago.
 * - The element is taken out of the page: the same as going away. A host that only moves it is not leaving.
 */
export class PageLife implements ReactiveController {
  readonly #host: LitElement;
  readonly #desk: Desk;
  #listening: AbortController | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #lastBeat = Date.now();

  constructor(host: LitElement, desk: Desk) {
    this.#host = host;
    this.#desk = desk;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const doubt = () => this.#desk.doubt();
    addEventListener('pagehide', () => this.#forget(), { signal });
    addEventListener('pageshow', (event) => event.persisted && (this.#forget(), this.#desk.resume()), { signal });
    addEventListener('online', doubt, { signal });
    addEventListener('offline', doubt, { signal });
    document.addEventListener('resume', doubt, { signal });
    this.#watch = setInterval(this.#lookAtClock, beatMs);
    document.addEventListener('visibilitychange', () => document.hidden || doubt(), { signal });
    if (this.#host.hasUpdated) this.#desk.resume(); // it had been taken out, and is back
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    clearInterval(this.#watch);
    queueMicrotask(() => this.#host.isConnected || this.#desk.leave());
  }

  /** A computer that slept tells nobody; but its clock has jumped. A hidden page is slow anyway, and asks when it is seen. */
  #lookAtClock = (): void => {
    const now = Date.now();
    if (now - this.#lastBeat > 5 * beatMs && !document.hidden) this.#desk.doubt();
    this.#lastBeat = now;
  };

  #forget(): void {
    this.#desk.leave();
    this.#host.shadowRoot?.querySelectorAll('form').forEach((form) => form.reset());
  }
}
