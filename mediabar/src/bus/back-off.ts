const firstMs = 250;
const longestMs = 10_000;

/**
 * How long to wait before the next try. The bound doubles with every try, and the wait is anything below it: when HIS
 * comes back, not all browsers of a contact center are at its door in the same moment.
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

  /** There is reason to hope, or nothing left to wait for: whoever waits goes on now. */
  skipWait(): void {
    this.#skip?.();
  }
}
