import { failed, type Answer } from '../bus/answer.ts';
import { BackOff } from '../bus/back-off.ts';
import { BusClient, type BusClientOptions } from '../bus/bus-client.ts';
import type { Closing, Ending } from '../bus/closing.ts';
import { ResumeStore, type ResumeState } from '../bus/resume-store.ts';
import { SharedSession, type SharedSessionOptions } from '../bus/shared-session.ts';
import type { BusEvent, Method, Params, Result } from '../bus/wire.ts';
import type { FlowLink } from '../flows/context.ts';
import type { ResumeAttempt } from '../flows/resume.ts';
import type { BarState } from '../state/model.ts';
import type { Store } from '../state/store.ts';

export interface SessionLinkOptions
  extends Pick<BusClientOptions, 'timeoutMs' | 'quietMs' | 'webSocket'>, SharedSessionOptions {
  /** The address of the bus, `ws:` or `wss:`. */
  url: string;
  /** Sessions with different seats are kept apart in one browser. Default: one seat for all tabs. */
  seat?: string | null;
  /** Called when the session is over and nothing of it may be kept. Not called when a page is left that another can resume. */
  readonly onEnd?: (() => void) | undefined;
  /** Where a reloaded page finds the resume token: the `sessionStorage` of the tab. Without it, a reload needs a login. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
}

export interface SessionLinkListener {
  /** Runs Resume until the session is back or over. */
  readonly onResume: (attempt: ResumeAttempt) => void;
  /** Answers the request of another tab: the response as JSON, `undefined` for none. */
  readonly onFollowerRequest: (text: string) => Promise<string | undefined>;
  /** Closes an open screen as if the user had canceled it. */
  readonly cancelScreen: () => void;
}

/** The link of a session to HIS: connects, resumes after a loss, and shares the session with the other tabs of the browser. */
export class SessionLink implements FlowLink {
  readonly #store: Store;
  readonly #options: SessionLinkOptions;
  readonly #listener: SessionLinkListener;
  readonly #resumeStore: ResumeStore;
  readonly #sharedSession: SharedSession;
  #bus: BusClient | undefined;
  #backOff = new BackOff();

  constructor(store: Store, options: SessionLinkOptions, listener: SessionLinkListener) {
    this.#store = store;
    this.#options = options;
    this.#listener = listener;
    const name = () => ['media-bar', options.url, options.seat].join(' ').trim();
    this.#resumeStore = new ResumeStore(options.storage, name);
    this.#sharedSession = new SharedSession(options, name, {
      resumeState: () => this.#resumeState,
      onLeaderFound: (state) => this.#follow(state),
      onLeadLost: () => this.#bus?.abort(),
      onRequest: listener.onFollowerRequest,
      onEnd: (ending) => this.#resumeStore.state && this.end(ending as BarState['ending']),
    });
    store.subscribe(({ session, link }, before) => {
      if (!session) return;
      this.#resumeStore.setSequence(session.sequence);
      if (link !== before.link) this.#sharedSession.announce();
    });
  }

  get isFollower(): boolean {
    return this.#bus !== undefined && !this.#sharedSession.isLeader;
  }

  /** This tab has the link, if there is one. */
  get isLeader(): boolean {
    return this.#sharedSession.isLeader;
  }

  isCurrent(bus: BusClient): boolean {
    return bus === this.#bus;
  }

  async request<M extends Method>(method: M, params: Params<M>, timeoutMs?: number): Promise<Answer<M>> {
    return this.#bus ? this.#bus.request(method, params, timeoutMs) : failed('LinkLost');
  }

  async connect(): Promise<boolean> {
    this.disconnect();
    this.#resumeStore.clear();
    const bus = this.#newBus();
    this.#store.dispatch({ kind: 'link', link: 'Connecting' });
    await this.#sharedSession.resolveRole();
    if (bus !== this.#bus) return false;
    if (this.isFollower) {
      this.#resume(bus, true);
      return false;
    }
    const connected = await bus.connect();
    if (bus === this.#bus) this.#store.dispatch({ kind: 'link', link: connected ? 'Connected' : 'None' });
    return connected && bus === this.#bus;
  }

  disconnect(): void {
    const bus = this.#bus;
    this.#bus = undefined;
    bus?.close();
    this.#sharedSession.leave();
    this.#backOff.skipWait();
    if (this.#store.state.link !== 'None') this.#store.dispatch({ kind: 'link', link: 'None' });
  }

  /** Continues the session of another tab, or of the previous page in this tab, if there is one. */
  resume(): void {
    if (this.#bus) return;
    this.#sharedSession.open();
    if (this.#resumeStore.load()) this.#resume(this.#newBus(), true);
  }

  /** Checks the link now instead of at the next heartbeat; a lost one is looked for without further waiting. */
  async verify(): Promise<void> {
    this.#backOff.skipWait();
    if (this.#store.state.session) await this.#bus?.probe(2_000);
  }

  /** Closes the link without a logout. The resume token stays in the storage; another tab takes over. */
  leave(): void {
    this.#resumeStore.release();
    this.#forget(null);
    this.#sharedSession.close();
  }

  end(ending: BarState['ending']): void {
    if (this.#resumeStore.state) this.#sharedSession.end(ending);
    this.#resumeStore.clear();
    this.#options.onEnd?.();
    this.#forget(ending === 'AgentRequest' || ending === 'LoggedOut' ? null : ending);
  }

  storeResumeToken(resumeToken: string): void {
    const { session } = this.#store.state;
    if (session) this.#resumeStore.setToken(resumeToken, session.sequence);
    this.#sharedSession.announce();
  }

  toResumeResult(): Result<'session.request.resume'> | undefined {
    const { session, clockOffset } = this.#store.state;
    const state = this.#resumeState;
    if (!session || !state) return undefined;
    const { sequence, capabilities, channels, platforms, pending } = session;
    return {
      snapshot: {
        session: { ...session.session, sequence, logoutPending: pending !== null },
        capabilities,
        channelGroup: { id: '', channels },
        ...(platforms && { platforms }),
      },
      ...state,
      replayed: false,
      now: new Date(Date.now() + (clockOffset ?? 0)).toISOString(),
    };
  }

  /** What another tab needs to take over now. */
  get #resumeState(): ResumeState | undefined {
    const { session, link } = this.#store.state;
    return link === 'Connected' && !session?.disposed ? this.#resumeStore.state : undefined;
  }

  #newBus(): BusClient {
    const { url, ...options } = this.#options;
    return (this.#bus = new BusClient({
      url,
      ...options,
      openSocket: () => (this.#sharedSession.isLeader ? undefined : this.#sharedSession.openSocket()),
      onEvent: (event) => this.#onEvent(event),
      onTime: (time) => this.#store.dispatch({ kind: 'time', time }),
      onClosed: (closing) => this.#onClosed(closing),
    }));
  }

  /** After a gap in the sequence the link is given up: a resume replays the missing events. */
  #onEvent(event: BusEvent): void {
    this.#sharedSession.publish(JSON.stringify(event));
    this.#store.dispatch({ kind: 'event', event });
    if (this.#store.state.session?.gap && this.#store.state.link === 'Connected') this.#bus?.abort();
  }

  /** The link closed. `true`: the session may still live, and Resume looks for it. */
  #onClosed(closing: Closing): boolean {
    const { session, link } = this.#store.state;
    const bus = this.#bus!;
    const mayResume = closing.mayResume || (closing.ending === 'ResumedElsewhere' && this.#sharedSession.releaseLead());
    if (mayResume && this.#resumeStore.state && !session?.disposed) {
      if (link !== 'Lost') this.#resume(bus, false, closing.ending);
      return true;
    }
    // The close code says who ended the session; the cause of the event is more precise.
    this.#bus = undefined;
    this.end(closing.ending === 'LoggedOut' ? null : (session?.disposed ?? closing.ending));
    return false;
  }

  #resume(bus: BusClient, immediately: boolean, lostAs: Ending = 'LinkLost'): void {
    this.#backOff = new BackOff();
    this.#store.dispatch({ kind: 'link', link: 'Lost' });
    this.#listener.onResume({
      bus,
      resumeStore: this.#resumeStore,
      sharedSession: this.#sharedSession,
      backOff: this.#backOff,
      immediately,
      lostAs,
    });
  }

  /** Follows a leader, from the last event that this tab itself has received. */
  #follow(state: ResumeState): void {
    const { session } = this.#store.state;
    this.#resumeStore.save({ ...state, lastSequence: session?.sequence ?? state.lastSequence });
    this.#backOff.skipWait();
    if (this.#bus) return;
    this.#listener.cancelScreen(); // the question whether to take over needs no answer any more
    this.#resume(this.#newBus(), true);
  }

  #forget(ending: BarState['ending']): void {
    this.disconnect();
    this.#store.dispatch({ kind: 'ended', ending });
    this.#listener.cancelScreen();
  }
}
