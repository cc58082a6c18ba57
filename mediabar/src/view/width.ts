import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Below it, in CSS pixels, the bar is a panel: the first step of `styles/wide.ts`. */
const minBarWidth = 560;

/**
 * Whether the element has too little room for a bar. In a panel what goes on comes first, for there is a long way down; the
 * order is that of the document, so that it is the same for eyes, for Tab and for a screen reader.
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
    // A frame later: an observer that changes the size of what it observes is complained of in the console.
    this.#observer = new ResizeObserver(([size]) => requestAnimationFrame(() => this.#update(size!.contentRect.width)));
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** Without a width the element is not shown, and nothing is known. */
  #update(width: number): void {
    const isNarrow = width > 0 ? width < minBarWidth : this.#isNarrow;
    if (isNarrow === this.#isNarrow) return;
    this.#isNarrow = isNarrow;
    this.#host.requestUpdate();
  }
}
