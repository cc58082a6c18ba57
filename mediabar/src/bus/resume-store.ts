import { newRequestId } from './request-id.ts';

/**
 * The parameters of a resume. The `requestId` stays the same as long as the token does, because the response may get
 * lost.
 */
export interface ResumeState {
  readonly resumeToken: string;
  readonly requestId: string;
  readonly lastSequence: number;
}

/** Validates a state that was stored or received from another tab. */
export function parseResumeState(found: unknown): ResumeState | undefined {
  const { resumeToken, requestId, lastSequence } = (found ?? {}) as { [member in keyof ResumeState]?: unknown };
  return typeof resumeToken === 'string' && typeof requestId === 'string' && typeof lastSequence === 'number'
    ? { resumeToken, requestId, lastSequence }
    : undefined;
}

/**
 * The resume token of the session, and the sequence of the last event received. Stored where a reloaded page in the
 * same tab finds it, and removed with the session. No data of agent or customer is stored with it, and no password.
 */
export class ResumeStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly #key: () => string;
  #state: ResumeState | undefined;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined, key: () => string) {
    this.#storage = storage;
    this.#key = key;
  }

  get state(): ResumeState | undefined {
    return this.#state;
  }

  /** Loads what the previous page of this tab has stored; `undefined` if there is nothing valid. */
  load(): ResumeState | undefined {
    try {
      this.#state = parseResumeState(JSON.parse(this.#storage?.getItem(this.#key()) ?? ''));
    } catch {
      this.#state = undefined; // nothing is stored, or not by MediaBar
    }
    return this.#state;
  }

  setToken(resumeToken: string, lastSequence: number, requestId = newRequestId()): void {
    this.save({ resumeToken, requestId, lastSequence });
  }

  setSequence(lastSequence: number): void {
    if (this.#state && lastSequence > this.#state.lastSequence) this.save({ ...this.#state, lastSequence });
  }

  /** Forgets the state but leaves it in the storage, for the next page of this tab. */
  release(): void {
    this.#state = undefined;
  }

  clear(): void {
    this.release();
    this.#storage?.removeItem(this.#key());
  }

  save(state: ResumeState): void {
    this.#state = state;
    try {
      this.#storage?.setItem(this.#key(), JSON.stringify(state));
    } catch {
      // The storage is full or blocked; only a reloaded page would have needed it.
    }
  }
}
