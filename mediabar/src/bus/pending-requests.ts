import { failureOf, localFailure, type Answer } from './answer.ts';
import type { Method } from './wire.ts';

interface PendingRequest {
  readonly resolve: (answer: Answer<Method>) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  /** The message to send again on another link; undefined for a request that belongs to its link. */
  readonly message: string | undefined;
}

/**
 * The requests without a response. Each has an id and a timeout, and completes exactly once: with its response, with
 * its timeout, or with the end of the link, unless it can be sent again.
 */
export class PendingRequests {
  readonly #requests = new Map<number, PendingRequest>();
  #lastId = 0;

  get count(): number {
    return this.#requests.size;
  }

  /** The messages to send again on another link, in their original order. */
  get resendable(): readonly string[] {
    return [...this.#requests.values()].flatMap(({ message }) => message ?? []);
  }

  /** Adds a request. Returns its message and the promise of its answer. */
  add(
    timeoutMs: number,
    write: (id: number) => string = String,
    canResend = false,
  ): { message: string; answer: Promise<Answer<Method>> } {
    const id = ++this.#lastId;
    const message = write(id);
    const answer = new Promise<Answer<Method>>((resolve) => {
      const timer = setTimeout(() => this.#settle(id, { ok: false, failure: localFailure('TimedOut') }), timeoutMs);
      this.#requests.set(id, { resolve, timer, message: canResend ? message : undefined });
    });
    return { message, answer };
  }

  /** Handles a response. One to a request that has completed already is ignored. */
  complete(response: { id?: unknown; result?: unknown; error?: unknown }): void {
    if (typeof response.id !== 'number') return;
    this.#settle(
      response.id,
      'error' in response
        ? { ok: false, failure: failureOf(response.error) }
        : { ok: true, result: (response.result ?? {}) as never },
    );
  }

  /**
   * The link closed: completes all requests as `LinkLost`. If another link will follow, those that can be sent again
   * stay.
   */
  abort(reconnecting = false): void {
    for (const [id, { message }] of [...this.#requests]) {
      if (!reconnecting || !message) this.#settle(id, { ok: false, failure: localFailure('LinkLost') });
    }
  }

  #settle(id: number, answer: Answer<Method>): void {
    const request = this.#requests.get(id);
    if (!request) return;
    this.#requests.delete(id);
    clearTimeout(request.timer);
    request.resolve(answer);
  }
}
