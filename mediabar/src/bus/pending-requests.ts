import { failureOf, localFailure, type Answer } from './answer.ts';
import type { Method } from './wire.ts';

interface PendingRequest {
  readonly resolve: (answer: Answer<Method>) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  /** What to send again on another link; undefined for a question that belongs to its link. */
  readonly message: string | undefined;
}

/**
 * The questions that wait for an answer. Each has an id and a time-out, and each is answered exactly once: by HIS, by
 * its time-out, or by the end of the link; one that can be asked again outlives its link.
 */
export class PendingRequests {
  readonly #requests = new Map<number, PendingRequest>();
  #lastId = 0;

  get count(): number {
    return this.#requests.size;
  }

  /** What to send again on another link, in the order in which it was asked. */
  get resendable(): readonly string[] {
    return [...this.#requests.values()].flatMap(({ message }) => message ?? []);
  }

  /** Opens a question: what to send, and the promise of its answer. */
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

  /** A response came. One to a question nobody waits for any more is too late and says nothing. */
  complete(response: { id?: unknown; result?: unknown; error?: unknown }): void {
    if (typeof response.id !== 'number') return;
    this.#settle(
      response.id,
      'error' in response
        ? { ok: false, failure: failureOf(response.error) }
        : { ok: true, result: (response.result ?? {}) as never },
    );
  }

  /** The link is gone: whoever still waits is told. If there will be another, what can be asked again waits for it. */
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
