const firstMs = 250;
const longestMs = 10_000;

/**
 * Exponential back-off with full jitter: the bound doubles from 250 ms to 10 s, and the wait is a random time below it,
 * so that the browsers of a contact center do not all reconnect at the same moment.
 */
export class BackOff {
  #tries = 0;
  #skip: (() => void) | undefined;

  next(random = Math.random()): number {
    return random * Math.min(longestMs, firstMs * 2 ** this.#tries++);
  }

  wait(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, this.next());
      this.#skip = () => (clearTimeout(timer), done());
    });
  }

  /** Ends the wait now: a connection is likely to succeed, or is no longer wanted. */
  skipWait(): void {
    this.#skip?.();
  }
}
