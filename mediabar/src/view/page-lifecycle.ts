import type { LitElement, ReactiveController } from 'lit';
import type { AgentDesktop } from '../desktop/agent-desktop.ts';

const beatMs = 1_000;

/**
 * Passes the lifecycle of the page on to the desktop.
 *
 * - The page is left: clear everything at once. The browser may show the page again on Back, with all that it
 *   contained, and the next agent must not see a customer of the previous one (R17). If the agent is still logged in,
 *   the next page in the tab resumes the session.
 * - The computer woke up, the network changed, or the tab became visible: check the link at once, so that no old state
 *   is shown.
 * - The element is removed from the page: the same as leaving. Moving it inside the page is not.
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
    if (this.#host.hasUpdated) this.#desktop.resume(); // the element was removed and is back
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    clearInterval(this.#clockTimer);
    queueMicrotask(() => this.#host.isConnected || this.#desktop.leave());
  }

  /**
   * No event says that the computer slept, but its clock has jumped. The timers of a hidden page are throttled; it is
   * checked when it becomes visible.
   */
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
