import { newRequestId } from './request-id.ts';

/** What a resume is asked for with. The same `requestId` as long as the token is the same: its answer may get lost. */
export interface ResumeState {
  readonly resumeToken: string;
  readonly requestId: string;
  readonly lastSequence: number;
}

/** A ticket that was kept or told, if it is one. */
export function parseResumeState(found: unknown): ResumeState | undefined {
  const { resumeToken, requestId, lastSequence } = (found ?? {}) as { [member in keyof ResumeState]?: unknown };
  return typeof resumeToken === 'string' && typeof requestId === 'string' && typeof lastSequence === 'number'
    ? { resumeToken, requestId, lastSequence }
    : undefined;
}

/**
 * The resume token of the session, and how far its events have been heard. Kept where a page that is loaded anew in the
 * same tab finds it, and thrown away with the session. Nothing of agent or customer is with it, and no password.
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

  /** What an earlier page of this tab has left. */
  load(): ResumeState | undefined {
    try {
      this.#state = parseResumeState(JSON.parse(this.#storage?.getItem(this.#key()) ?? ''));
    } catch {
      this.#state = undefined; // there is nothing, or nothing of ours
    }
    return this.#state;
  }

  setToken(resumeToken: string, lastSequence: number, requestId = newRequestId()): void {
    this.save({ resumeToken, requestId, lastSequence });
  }

  setSequence(lastSequence: number): void {
    if (this.#state && lastSequence > this.#state.lastSequence) this.save({ ...this.#state, lastSequence });
  }

  /** This page goes; the next one of the tab may still want it. */
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
      // A storage that is full or forbidden: only a page that is loaded anew would have needed it.
    }
  }
}
