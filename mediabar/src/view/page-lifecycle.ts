import type { LitElement, ReactiveController } from 'lit';
import type { AgentDesktop } from '../desktop/agent-desktop.ts';

const beatMs = 1_000;

/**
 * What the page goes through, and what it means for the desktop.
 *
 * - The page goes away: forget everything at once. A browser may keep the page, and show it again on Back, with whatever
 *   stood in it; the next agent must not find the last one's customer there (R17). If the agent has not logged out, a page
 *   that comes in its place in the same tab goes on with the session.
 * - The computer wakes up, the network changes, the tab is looked at again: ask HIS at once whether it is still there,
 *   rather than show a state that ended an hour ago.
 * - The element is taken out of the page: the same as going away. A host that only moves it is not leaving.
 */
export class PageLifecycle implements ReactiveController {
  readonly #host: LitElement;
  readonly #desktop: AgentDesktop;
  #listening: AbortController | undefined;
  #clockTimer: ReturnType<typeof setInterval> | undefined;
  #lastBeat = Date.now();

  constructor(host: LitElement, desktop: AgentDesktop) {
    this.#host = host;
    this.#desktop = desktop;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const doubt = () => this.#desktop.verifyLink();
    addEventListener('pagehide', () => this.#forget(), { signal });
    addEventListener('pageshow', (event) => event.persisted && (this.#forget(), this.#desktop.resume()), { signal });
    addEventListener('online', doubt, { signal });
    addEventListener('offline', doubt, { signal });
    document.addEventListener('resume', doubt, { signal });
    this.#clockTimer = setInterval(this.#detectSleep, beatMs);
    document.addEventListener('visibilitychange', () => document.hidden || doubt(), { signal });
    if (this.#host.hasUpdated) this.#desktop.resume(); // it had been taken out, and is back
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    clearInterval(this.#clockTimer);
    queueMicrotask(() => this.#host.isConnected || this.#desktop.leave());
  }

  /** A computer that slept tells nobody; but its clock has jumped. A hidden page is slow anyway, and asks when it is seen. */
  #detectSleep = (): void => {
    const now = Date.now();
    if (now - this.#lastBeat > 5 * beatMs && !document.hidden) this.#desktop.verifyLink();
    this.#lastBeat = now;
  };

  #forget(): void {
    this.#desktop.leave();
    this.#host.shadowRoot?.querySelectorAll('form').forEach((form) => form.reset());
  }
}
