import { Port } from './port.ts';
import { newRequestId } from './request-id.ts';
import { ticketIn, type Ticket } from './token.ts';

/** What a browser has for its tabs. Without `locks` a tab is alone, as on a page that is not secure. */
export interface TabsOptions {
  /** `navigator.locks`: the session is shared with the other tabs of this origin that have the same address and seat. */
  readonly locks?: Pick<LockManager, 'request'> | undefined;
  /** For environments without a global BroadcastChannel, such as tests. */
  readonly channel?: typeof BroadcastChannel | undefined;
}

/** What a tab does when the others say something. */
export interface TabsListener {
  /** What a follower needs to take over; none while this tab has no session, or its link is lost. */
  readonly ticket: () => Ticket | undefined;
  /** Another tab leads, and its session is there. */
  readonly onFollow: (ticket: Ticket) => void;
  /** Another tab has taken the lead away from this one. */
  readonly onStolen: () => void;
  /** A follower asks: the answer, as JSON, if there is one. */
  readonly onAsk: (text: string) => Promise<string | undefined>;
  /** The session is over. */
  readonly onEnd: (ending: string | null) => void;
}

/** So long may a tab that leads say nothing to a question, in ms, before another takes the lead away from it. */
const deafMs = 2_000;

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
export class Tabs {
  readonly #options: TabsOptions;
  readonly #name: () => string;
  readonly #listener: TabsListener;
  readonly #me = newRequestId();
  #channel: BroadcastChannel | undefined;
  #leads = false;
  /** Since when this tab leads, and since when another one does that is worth to be heard. */
  #mine = 0;
  #since = 0;
  #port: Port | undefined;
  #known: (() => void) | undefined;
  #letGo: (() => void) | undefined;
  #deaf: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TabsOptions, name: () => string, listener: TabsListener) {
    this.#options = options;
    this.#name = name;
    this.#listener = listener;
  }

  /** This tab may have the link: it leads, or is alone. */
  get leads(): boolean {
    return this.#leads || !this.#channel;
  }

  /** Is among the tabs of its name from now on, and asks whether one of them has a session. */
  open(): void {
    if (this.#channel?.name === this.#name()) return;
    this.close();
    if (!this.#options.locks) return;
    try {
      this.#channel = new (this.#options.channel ?? BroadcastChannel)(this.#name());
      this.#channel.onmessage = ({ data, origin }: MessageEvent) => {
        if (origin === globalThis.origin && data) void this.#hear(data as Record<string, unknown>);
      };
      this.#say({ kind: 'hello' });
    } catch {
      // The page may not speak to others of its origin: it is alone.
    }
  }

  /** Waits until this tab leads, or has one to follow that has a session. Over at once when it leaves. */
  async role(): Promise<void> {
    this.open();
    this.#known?.();
    if (!this.#letGo && !this.leads) this.#lock();
    if (this.leads) return;
    const known = new Promise<void>((now) => (this.#known = now));
    this.#expect({ kind: 'hello' });
    await known;
  }

  /** A follower's link. */
  connect(): Port {
    return (this.#port = new Port((text) => this.#expect({ kind: 'ask', from: this.#me, text })));
  }

  /** What the others should know has changed: the ticket. */
  here(): void {
    this.#lead({ kind: 'here', ticket: this.#listener.ticket() });
  }

  /** What HIS told. */
  tell(text: string): void {
    this.#lead({ kind: 'tell', text });
  }

  end(ending: string | null): void {
    this.#lead({ kind: 'end', ending });
  }

  /** The session goes on somewhere else: if there are other tabs, perhaps in one of them. */
  yield(): boolean {
    this.leave();
    return this.#channel !== undefined;
  }

  /** Neither leads nor waits any more. */
  leave(): void {
    this.#leads = false;
    this.#port = undefined;
    clearTimeout(this.#deaf);
    this.#deaf = undefined;
    this.#letGo?.();
    this.#letGo = undefined;
    this.#known?.();
  }

  close(): void {
    this.leave();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #say(message: object): void {
    this.#channel?.postMessage(message);
  }

  #lead(message: object): void {
    if (this.#leads) this.#say({ ...message, since: this.#mine });
  }

  #expect(message: object): void {
    this.#say(message);
    this.#deaf ??= setTimeout(() => this.#lock(true), deafMs);
  }

  #heardLeader(): void {
    clearTimeout(this.#deaf);
    this.#deaf = undefined;
  }

  /** Waits for the lock, or steals it from a leader that is deaf. */
  #lock(steal = false): void {
    this.#letGo?.();
    const waiting = new AbortController();
    let release: (() => void) | undefined;
    this.#letGo = () => (waiting.abort(), release?.());
    const hold = () => waiting.signal.aborted || new Promise<void>((done) => ((release = done), this.#granted(steal)));
    // The two options exclude each other.
    const options = steal ? { steal } : { signal: waiting.signal };
    this.#options.locks!.request(this.#name(), options, hold).catch((error: Error) => {
      if (waiting.signal.aborted) return;
      if (error.name === 'AbortError') this.#stolen();
      else this.close(); // no locks for this page
    });
  }

  #granted(stolen: boolean): void {
    this.#leads = true;
    this.#mine = Math.max(Date.now(), this.#since + 1);
    if (stolen) this.#since = this.#mine;
    this.#heardLeader();
    this.here();
    this.#known?.();
    this.#port?.lose();
  }

  #stolen(): void {
    this.leave();
    this.#listener.onStolen();
  }

  /** Another tab, or whoever else has this origin: nothing of it is taken on trust. */
  async #hear({ kind, since, ticket, from, to, text, ending }: Record<string, unknown>): Promise<void> {
    if (kind === 'hello') return this.here();
    if (kind === 'ask') {
      if (!this.#leads) return;
      this.here();
      const answer = await this.#listener.onAsk(String(text));
      if (answer) this.#lead({ kind: 'tell', to: from, text: answer });
      return;
    }
    if (typeof since !== 'number' || since < this.#since) return;
    // The last words of a leader may come when its lock is here already.
    if (kind === 'end') return this.#listener.onEnd(typeof ending === 'string' ? ending : null);
    if (this.#leads && since <= this.#mine) return;
    this.#since = since;
    if (this.#leads) this.#stolen();
    this.#heardLeader();
    if (kind === 'here') {
      const found = ticketIn(ticket);
      if (!found) return this.#port?.lose();
      this.#listener.onFollow(found);
      this.#known?.();
    } else if (kind === 'tell' && typeof text === 'string') {
      if (this.#port?.readyState === 1 && (!to || to === this.#me)) this.#port.onmessage?.({ data: text });
    }
  }
}
