import { detach } from '../detach.ts';
import { FollowerSocket } from './follower-socket.ts';
import { newRequestId } from './request-id.ts';
import { parseResumeState, type ResumeState } from './resume-store.ts';

/** What the browser provides for its tabs. Without `locks` each tab is alone, as in an insecure context. */
export interface SharedSessionOptions {
  /** `navigator.locks`: shares the session with the other tabs of this origin that have the same address and seat. */
  readonly locks?: Pick<LockManager, 'request'> | undefined;
  /** Default: the global BroadcastChannel. */
  readonly channel?: typeof BroadcastChannel | undefined;
}

/** What a tab does with messages of the other tabs. */
export interface SharedSessionListener {
  /** What another tab needs to take over; undefined while this tab has no session, or its link is lost. */
  readonly resumeState: () => ResumeState | undefined;
  /** Another tab leads, and has a session. */
  readonly onLeaderFound: (state: ResumeState) => void;
  /** Another tab has taken the lead from this one. */
  readonly onLeadLost: () => void;
  /** A follower sent a request. Resolves with the response as JSON, if there is one. */
  readonly onRequest: (text: string) => Promise<string | undefined>;
  /** The session is over. */
  readonly onEnd: (ending: string | null) => void;
}

/** A leader that is silent for this long after a message loses the lead to the tab that sent it. */
const leaderTimeoutMs = 2_000;

/**
 * The tabs of one browser that share a session. The leader holds a lock and has the link to HIS. Followers send their
 * requests through the leader and receive its events.
 *
 *     alone, or at Basic Login --resolveRole()--> waits for the lock --granted--> leads
 *                                                     | the leader has a session      | closed, crashed: the lock is free
 *                                                     v                               | silent: the lock is stolen
 *                                                  follows --granted--> leads         v
 *
 * Messages of a leader carry the time at which it took the lead. Messages of an older leader, such as a tab that was
 * frozen and does not know that it lost the lead, are ignored. A leader follows as soon as it receives a message of a
 * younger one, or its lock was stolen.
 *
 * The names in the messages must not change: two versions of MediaBar may be open in one browser.
 */
export class SharedSession {
  readonly #options: SharedSessionOptions;
  readonly #name: () => string;
  readonly #listener: SharedSessionListener;
  readonly #tabId = newRequestId();
  #channel: BroadcastChannel | undefined;
  #holdsLock = false;
  /** When this tab took the lead, and when the current leader did, in ms. */
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

  /** Joins the tabs of the same name, and asks whether one of them has a session. */
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
      // The page may not communicate with others of its origin: it is alone.
    }
  }

  /** Waits until this tab leads, or follows a leader with a session, or leaves. */
  async resolveRole(): Promise<void> {
    this.open();
    this.#roleResolved?.();
    if (!this.#releaseLock && !this.isLeader) this.#requestLock();
    if (this.isLeader) return;
    const known = new Promise<void>((now) => (this.#roleResolved = now));
    this.#postToLeader({ kind: 'hello' });
    await known;
  }

  /** Opens the link of a follower. */
  openSocket(): FollowerSocket {
    return (this.#socket = new FollowerSocket((text) => this.#postToLeader({ kind: 'ask', from: this.#tabId, text })));
  }

  /** Announces the current resume state to the followers. */
  announce(): void {
    this.#broadcast({ kind: 'here', ticket: this.#listener.resumeState() });
  }

  /** Sends an event of HIS to the followers. */
  publish(text: string): void {
    this.#broadcast({ kind: 'tell', text });
  }

  end(ending: string | null): void {
    this.#broadcast({ kind: 'end', ending });
  }

  /** Gives up the lead because the session continues elsewhere. `true`: there may be another tab that leads now. */
  releaseLead(): boolean {
    this.leave();
    return this.#channel !== undefined;
  }

  /** Neither leads nor waits for the lead any more. */
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

  /** Waits for the lock, or steals it from a silent leader. */
  #requestLock(steal = false): void {
    this.#releaseLock?.();
    const waiting = new AbortController();
    let release: (() => void) | undefined;
    this.#releaseLock = () => (waiting.abort(), release?.());
    const hold = () =>
      waiting.signal.aborted || new Promise<void>((done) => ((release = done), this.#onLockGranted(steal)));
    // `steal` and `signal` exclude each other.
    const options = steal ? { steal } : { signal: waiting.signal };
    this.#options.locks!.request(this.#name(), options, hold).catch((error: Error) => {
      if (waiting.signal.aborted) return;
      if (error.name === 'AbortError') this.#onLeadLost();
      else this.close(); // the page may not use locks
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

  /** Handles a message. Any script of this origin can send one, so nothing in it is trusted. */
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
    // The last message of a leader may arrive after its lock was granted here.
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
