import { detach } from '../detach.ts';
import { FollowerSocket } from './follower-socket.ts';
import { newRequestId } from './request-id.ts';
import { parseResumeState, type ResumeState } from './resume-store.ts';

/** What a browser has for its tabs. Without `locks` a tab is alone, as on a page that is not secure. */
export interface SharedSessionOptions {
  /** `navigator.locks`: the session is shared with the other tabs of this origin that have the same address and seat. */
  readonly locks?: Pick<LockManager, 'request'> | undefined;
  /** For environments without a global BroadcastChannel, such as tests. */
  readonly channel?: typeof BroadcastChannel | undefined;
}

/** What a tab does when the others say something. */
export interface SharedSessionListener {
  /** What a follower needs to take over; none while this tab has no session, or its link is lost. */
  readonly resumeState: () => ResumeState | undefined;
  /** Another tab leads, and its session is there. */
  readonly onLeaderFound: (ticket: ResumeState) => void;
  /** Another tab has taken the lead away from this one. */
  readonly onLeadLost: () => void;
  /** A follower asks: the answer, as JSON, if there is one. */
  readonly onRequest: (text: string) => Promise<string | undefined>;
  /** The session is over. */
  readonly onEnd: (ending: string | null) => void;
}

/** So long may a tab that leads say nothing to a question, in ms, before another takes the lead away from it. */
const leaderTimeoutMs = 2_000;

/**
 * The tabs of one browser that share a session. One of them leads, that is, has the link to HIS: the one that holds the
 * lock. The others follow: what they ask goes through it, and they hear what it hears.
 *
 *     alone, or at Basic Login --role()--> waits for the lock --granted--> leads
 *                                              | the leader has a session      | closed, crashed: the lock is free
 *                                              v                               | deaf: the lock is stolen
 *                                           follows --granted--> leads         v
 *
 * Whoever leads says since when. What an older leader says, which was frozen and does not know yet that it leads no more,
 * is not heard; and as soon as it hears of a younger one, or that its lock is gone, it follows.
 */
export class SharedSession {
  readonly #options: SharedSessionOptions;
  readonly #name: () => string;
  readonly #listener: SharedSessionListener;
  readonly #tabId = newRequestId();
  #channel: BroadcastChannel | undefined;
  #holdsLock = false;
  /** Since when this tab leads, and since when another one does that is worth to be heard. */
  #leadingSince = 0;
  #leaderSince = 0;
  #socket: FollowerSocket | undefined;
  #roleResolved: (() => void) | undefined;
  #releaseLock: (() => void) | undefined;
  #leaderTimeout: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SharedSessionOptions, name: () => string, listener: SharedSessionListener) {
    this.#options = options;
    this.#name = name;
    this.#listener = listener;
  }

  /** This tab may have the link: it leads, or is alone. */
  get isLeader(): boolean {
    return this.#holdsLock || !this.#channel;
  }

  /** Is among the tabs of its name from now on, and asks whether one of them has a session. */
  open(): void {
    if (this.#channel?.name === this.#name()) return;
    this.close();
    if (!this.#options.locks) return;
    try {
      this.#channel = new (this.#options.channel ?? BroadcastChannel)(this.#name());
      this.#channel.onmessage = ({ data, origin }: MessageEvent) => {
        if (origin === globalThis.origin && data) detach(this.#onMessage(data as Record<string, unknown>));
      };
      this.#post({ kind: 'hello' });
    } catch {
      // The page may not speak to others of its origin: it is alone.
    }
  }

  /** Waits until this tab leads, or has one to follow that has a session. Over at once when it leaves. */
  async resolveRole(): Promise<void> {
    this.open();
    this.#roleResolved?.();
    if (!this.#releaseLock && !this.isLeader) this.#requestLock();
    if (this.isLeader) return;
    const known = new Promise<void>((now) => (this.#roleResolved = now));
    this.#postToLeader({ kind: 'hello' });
    await known;
  }

  /** A follower's link. */
  openSocket(): FollowerSocket {
    return (this.#socket = new FollowerSocket((text) => this.#postToLeader({ kind: 'ask', from: this.#tabId, text })));
  }

  /** What the others should know has changed: the ticket. */
  announce(): void {
    this.#broadcast({ kind: 'here', ticket: this.#listener.resumeState() });
  }

  /** What HIS told. */
  publish(text: string): void {
    this.#broadcast({ kind: 'tell', text });
  }

  end(ending: string | null): void {
    this.#broadcast({ kind: 'end', ending });
  }

  /** The session goes on somewhere else: if there are other tabs, perhaps in one of them. */
  releaseLead(): boolean {
    this.leave();
    return this.#channel !== undefined;
  }

  /** Neither leads nor waits any more. */
  leave(): void {
    this.#holdsLock = false;
    this.#socket = undefined;
    clearTimeout(this.#leaderTimeout);
    this.#leaderTimeout = undefined;
    this.#releaseLock?.();
    this.#releaseLock = undefined;
    this.#roleResolved?.();
  }

  close(): void {
    this.leave();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #post(message: object): void {
    this.#channel?.postMessage(message);
  }

  #broadcast(message: object): void {
    if (this.#holdsLock) this.#post({ ...message, since: this.#leadingSince });
  }

  #postToLeader(message: object): void {
    this.#post(message);
    this.#leaderTimeout ??= setTimeout(() => this.#requestLock(true), leaderTimeoutMs);
  }

  #leaderResponded(): void {
    clearTimeout(this.#leaderTimeout);
    this.#leaderTimeout = undefined;
  }

  /** Waits for the lock, or steals it from a leader that is deaf. */
  #requestLock(steal = false): void {
    this.#releaseLock?.();
    const waiting = new AbortController();
    let release: (() => void) | undefined;
    this.#releaseLock = () => (waiting.abort(), release?.());
    const hold = () =>
      waiting.signal.aborted || new Promise<void>((done) => ((release = done), this.#onLockGranted(steal)));
    // The two options exclude each other.
    const options = steal ? { steal } : { signal: waiting.signal };
    this.#options.locks!.request(this.#name(), options, hold).catch((error: Error) => {
      if (waiting.signal.aborted) return;
      if (error.name === 'AbortError') this.#onLeadLost();
      else this.close(); // no locks for this page
    });
  }

  #onLockGranted(stolen: boolean): void {
    this.#holdsLock = true;
    this.#leadingSince = Math.max(Date.now(), this.#leaderSince + 1);
    if (stolen) this.#leaderSince = this.#leadingSince;
    this.#leaderResponded();
    this.announce();
    this.#roleResolved?.();
    this.#socket?.fail();
  }

  #onLeadLost(): void {
    this.leave();
    this.#listener.onLeadLost();
  }

  /** Another tab, or whoever else has this origin: nothing of it is taken on trust. */
  async #onMessage({ kind, since, ticket, from, to, text, ending }: Record<string, unknown>): Promise<void> {
    if (kind === 'hello') return this.announce();
    if (kind === 'ask') {
      if (!this.#holdsLock) return;
      this.announce();
      const answer = await this.#listener.onRequest(String(text));
      if (answer) this.#broadcast({ kind: 'tell', to: from, text: answer });
      return;
    }
    if (typeof since !== 'number' || since < this.#leaderSince) return;
    // The last words of a leader may come when its lock is here already.
    if (kind === 'end') return this.#listener.onEnd(typeof ending === 'string' ? ending : null);
    if (this.#holdsLock && since <= this.#leadingSince) return;
    this.#leaderSince = since;
    if (this.#holdsLock) this.#onLeadLost();
    this.#leaderResponded();
    if (kind === 'here') {
      const found = parseResumeState(ticket);
      if (!found) return this.#socket?.fail();
      this.#listener.onLeaderFound(found);
      this.#roleResolved?.();
    } else if (kind === 'tell' && typeof text === 'string') {
      if (this.#socket?.readyState === 1 && (!to || to === this.#tabId)) this.#socket.onmessage?.({ data: text });
    }
  }
}
