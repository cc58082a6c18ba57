import { newRequestId } from './request-id.ts';

/** What a resume is asked for with. The same `requestId` as long as the token is the same: its answer may get lost. */
export interface Ticket {
  readonly resumeToken: string;
  readonly requestId: string;
  readonly lastSequence: number;
}

/** A ticket that was kept or told, if it is one. */
export function ticketIn(found: unknown): Ticket | undefined {
  const { resumeToken, requestId, lastSequence } = (found ?? {}) as { [member in keyof Ticket]?: unknown };
  return typeof resumeToken === 'string' && typeof requestId === 'string' && typeof lastSequence === 'number'
    ? { resumeToken, requestId, lastSequence }
    : undefined;
}

/**
 * The resume token of the session, and how far its events have been heard. Kept where a page that is loaded anew in the
 * same tab finds it, and thrown away with the session. Nothing of agent or customer is with it, and no password.
 */
export class Token {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly #key: () => string;
  #ticket: Ticket | undefined;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined, key: () => string) {
    this.#storage = storage;
    this.#key = key;
  }

  get ticket(): Ticket | undefined {
    return this.#ticket;
  }

  /** What an earlier page of this tab has left. */
  find(): Ticket | undefined {
    try {
      this.#ticket = ticketIn(JSON.parse(this.#storage?.getItem(this.#key()) ?? ''));
    } catch {
      this.#ticket = undefined; // there is nothing, or nothing of ours
    }
    return this.#ticket;
  }

  take(resumeToken: string, lastSequence: number, requestId = newRequestId()): void {
    this.keep({ resumeToken, requestId, lastSequence });
  }

  heard(lastSequence: number): void {
    if (this.#ticket && lastSequence > this.#ticket.lastSequence) this.keep({ ...this.#ticket, lastSequence });
  }

  /** This page goes; the next one of the tab may still want it. */
  leave(): void {
    this.#ticket = undefined;
  }

  drop(): void {
    this.leave();
    this.#storage?.removeItem(this.#key());
  }

  keep(ticket: Ticket): void {
    this.#ticket = ticket;
    try {
      this.#storage?.setItem(this.#key(), JSON.stringify(ticket));
    } catch {
      // A storage that is full or forbidden: only a page that is loaded anew would have needed it.
    }
  }
}
