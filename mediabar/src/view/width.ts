import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The minimum width of a bar, in CSS pixels: the first breakpoint of `styles/wide-layout.ts`. */
const minBarWidth = 560;

/**
 * Whether the element is too narrow for a bar. In a panel the interactions come first. The order changes in the
 * document, so that it is the same for sight, Tab and screen readers.
 */
export class Width implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #isNarrow = false;
  #observer: ResizeObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get isNarrow(): boolean {
    return this.#isNarrow;
  }

  hostConnected(): void {
    this.#update(this.#host.clientWidth);
    // one frame later, because browsers report an error if an observer resizes what it observes
    this.#observer = new ResizeObserver(([size]) => requestAnimationFrame(() => this.#update(size!.contentRect.width)));
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** Without a width the element is hidden, and its state stays as it is. */
  #update(width: number): void {
    const isNarrow = width > 0 ? width < minBarWidth : this.#isNarrow;
    if (isNarrow === this.#isNarrow) return;
    this.#isNarrow = isNarrow;
    this.#host.requestUpdate();
  }
}
