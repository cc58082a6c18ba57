/**
 * Detects silence on a link. Browsers answer the WebSocket pings of HIS without notifying scripts, so a script has to
 * send requests of its own to check the link; this class says when.
 */
export class Heartbeat {
  readonly #quietMs: number;
  readonly #onQuiet: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(quietMs: number, onQuiet: () => void) {
    this.#quietMs = quietMs;
    this.#onQuiet = onQuiet;
  }

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.start();
      this.#onQuiet();
    }, this.#quietMs);
  }

  restart(): void {
    if (this.#timer !== undefined) this.start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
