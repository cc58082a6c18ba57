import { failureOf, localFailure, type Answer } from './answer.ts';
import type { Method } from './wire.ts';

interface Question {
  readonly answered: (answer: Answer<Method>) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * The questions that wait for an answer. Each has an id and a time-out, and each is answered exactly once: by HIS, by
 * its time-out, or by the end of the link.
 */
export class Questions {
  readonly #waiting = new Map<number, Question>();
  #lastId = 0;

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Opens a question: its id, and the promise of its answer. */
  open(timeoutMs: number): { id: number; answer: Promise<Answer<Method>> } {
    const id = ++this.#lastId;
    const answer = new Promise<Answer<Method>>((answered) => {
      const timer = setTimeout(() => this.#settle(id, { ok: false, failure: localFailure('TimedOut') }), timeoutMs);
      this.#waiting.set(id, { answered, timer });
    });
    return { id, answer };
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

  /** The link is gone: whoever still waits is told. */
  abandon(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { ok: false, failure: localFailure('LinkLost') });
  }

  #settle(id: number, answer: Answer<Method>): void {
    const question = this.#waiting.get(id);
    if (!question) return;
    this.#waiting.delete(id);
    clearTimeout(question.timer);
    question.answered(answer);
  }
}
