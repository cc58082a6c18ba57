/**
 * Notices silence. A browser answers the WebSocket pings of HIS by itself and tells no script of it, so a script that
 * wants to know whether HIS is there must ask; this says when.
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
