import { failureOf, localFailure, type Answer } from './answer.ts';
import type { Method } from './wire.ts';

interface Question {
  readonly answered: (answer: Answer<Method>) => void;
  readonly timer: ReturnType<typeof setTimeout>;
  /** What to send again on another link; undefined for a question that belongs to its link. */
  readonly message: string | undefined;
}

/**
 * The questions that wait for an answer. Each has an id and a time-out, and each is answered exactly once: by HIS, by
 * its time-out, or by the end of the link; one that can be asked again outlives its link.
 */
export class Questions {
  readonly #waiting = new Map<number, Question>();
  #lastId = 0;

  get waiting(): number {
    return this.#waiting.size;
  }

  /** What to send again on another link, in the order in which it was asked. */
  get messages(): readonly string[] {
    return [...this.#waiting.values()].flatMap(({ message }) => message ?? []);
  }

  /** Opens a question: what to send, and the promise of its answer. */
  open(
    timeoutMs: number,
    write: (id: number) => string = String,
    again = false,
  ): { message: string; answer: Promise<Answer<Method>> } {
    const id = ++this.#lastId;
    const message = write(id);
    const answer = new Promise<Answer<Method>>((answered) => {
      const timer = setTimeout(() => this.#settle(id, { ok: false, failure: localFailure('TimedOut') }), timeoutMs);
      this.#waiting.set(id, { answered, timer, message: again ? message : undefined });
    });
    return { message, answer };
  }

  /** A response came. One to a question nobody waits for any more is too late and says nothing. */
  answer(response: { id?: unknown; result?: unknown; error?: unknown }): void {
    if (typeof response.id !== 'number') return;
    this.#settle(
      response.id,
      'error' in response
        ? { ok: false, failure: failureOf(response.error) }
        : { ok: true, result: (response.result ?? {}) as never },
    );
  }

  /** The link is gone: whoever still waits is told. If there will be another, what can be asked again waits for it. */
  abandon(another = false): void {
    for (const [id, { message }] of [...this.#waiting])
      if (!another || !message) this.#settle(id, { ok: false, failure: localFailure('LinkLost') });
  }

  #settle(id: number, answer: Answer<Method>): void {
    const question = this.#waiting.get(id);
    if (!question) return;
    this.#waiting.delete(id);
    clearTimeout(question.timer);
    question.answered(answer);
  }
}
