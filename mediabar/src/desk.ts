import { type Answer, type Failure } from './bus/answer.ts';
import { BusClient, type BusClientOptions } from './bus/bus-client.ts';
import type { Closing } from './bus/closing.ts';
import type { ChannelResult, Method, Params, ReasonChoice } from './bus/wire.ts';
import { activate, activateAll, deactivate, deactivateAll } from './flows/activation.ts';
import { basicLogin, type Credentials } from './flows/basic-login.ts';
import { dial } from './flows/dial.ts';
import { goNotReady } from './flows/go-not-ready.ts';
import { goReady } from './flows/go-ready.ts';
import { actOn } from './flows/interaction.ts';
import { logout } from './flows/logout.ts';
import { askForBlockers } from './flows/logout-plan.ts';
import type { Screen } from './state/model.ts';
import { mustAskForBlockers, type InteractionVerb } from './state/selectors.ts';
import { Store } from './state/store.ts';

export interface DeskOptions extends Pick<BusClientOptions, 'timeoutMs' | 'quietMs' | 'webSocket'> {
  /** Where the bus is, `ws:` or `wss:`. */
  url: string;
  /** The language HIS words its messages in, as a BCP 47 tag. */
  locale?: string;
}

/** How long to wait for HIS to close the link after a logout (step 10) before closing it from here, in ms. */
const closeTimeoutMs = 2_000;

/**
 * All of MediaBar but what can be seen: the link, the state and the flows.
 *
 * A view shows `store.state`, calls one method for each thing the user does, and answers the screens that flows open. The
 * `<media-bar>` element is one such view; another can be drawn on the same desk.
 */
export class Desk {
  readonly store = new Store();
  readonly options: DeskOptions;
  #bus: BusClient | undefined;
  #screenAnswered: ((answer: ReasonChoice | null) => void) | undefined;

  constructor(options: DeskOptions) {
    this.options = options;
    this.store.subscribe(({ session }, before) => {
      if (session && session.channels !== before.session?.channels && mustAskForBlockers(session))
        void askForBlockers(this);
    });
  }

  // What the user does. Each runs at most once at a time: a double click is one click.

  login = (credentials: Credentials) => this.#run('login', () => basicLogin(this, credentials));
  logout = () => this.#run('logout', () => logout(this));
  ready = (channelId?: string) => this.#run(named('ready', channelId), () => goReady(this, channelId));
  notReady = (channelId?: string) => this.#run(named('notready', channelId), () => goNotReady(this, channelId));
  activate = (channelId: string) => this.#run(named('activate', channelId), () => activate(this, channelId));
  deactivate = (channelId: string) => this.#run(named('deactivate', channelId), () => deactivate(this, channelId));
  activateAll = () => this.#run('activateall', () => activateAll(this));
  deactivateAll = () => this.#run('deactivateall', () => deactivateAll(this));
  dial = (destination: string) => this.#run('dial', () => dial(this, destination));
  act = (verb: InteractionVerb, interactionId: string) =>
    this.#run(named(verb, interactionId), () => actOn(this, verb, interactionId));

  /** The user answered the open screen; `null` is Cancel. The screen hides, and its flow goes on. */
  answer(answer: ReasonChoice | null): void {
    const answered = this.#screenAnswered;
    this.#screenAnswered = undefined;
    this.store.take({ kind: 'screen', screen: null });
    answered?.(answer);
  }

  closeNotice(): void {
    this.store.take({ kind: 'notice', notice: null });
  }

  /** There is reason to doubt the link: the computer woke up, the network changed. */
  doubt(): void {
    if (this.store.state.session) void this.#bus?.probe(2_000);
  }

  /** Leaves without a logout, as a page does that goes away: closes the link and forgets everything. */
  leave(): void {
    this.disconnect();
    this.#end(null);
  }

  // What flows need.

  /** Opens a link, closing one there may be. `false`: HIS cannot be reached. */
  async connect(): Promise<boolean> {
    this.disconnect();
    const bus = new BusClient({
      ...this.options,
      onEvent: (event) => this.store.take({ kind: 'event', event, now: Date.now() }),
      onClosed: (closing) => this.#afterLoss(closing),
    });
    this.#bus = bus;
    this.store.take({ kind: 'link', link: 'Connecting' });
    const connected = await bus.connect();
    if (bus === this.#bus) this.store.take({ kind: 'link', link: connected ? 'Connected' : 'None' });
    return connected && bus === this.#bus;
  }

  disconnect(): void {
    this.#bus?.close();
    this.#bus = undefined;
    if (this.store.state.link !== 'None') this.store.take({ kind: 'link', link: 'None' });
  }

  async ask<M extends Method>(method: M, params: Params<M>, timeoutMs?: number): Promise<Answer<M>> {
    if (!this.#bus) return { ok: false, failure: { name: 'LinkLost', code: 0, message: '', data: {} } };
    return this.#bus.ask(method, params, timeoutMs);
  }

  /** Shows a screen and waits for the user. `null`: cancelled, or the session ended meanwhile. */
  show(screen: Screen): Promise<ReasonChoice | null> {
    this.answer(null); // one screen at a time
    this.store.take({ kind: 'screen', screen });
    return new Promise((answered) => (this.#screenAnswered = answered));
  }

  /** Tells the agent of a failure. That the link is lost is not told here: Basic Login says it. */
  tell(failure: Failure): void {
    if (failure.name === 'LinkLost') return;
    const { channels, channelId } = failure.data;
    const notice = {
      failure,
      channels: Array.isArray(channels) ? (channels as ChannelResult[]) : [],
      channelId: typeof channelId === 'string' ? channelId : undefined,
    };
    this.store.take({ kind: 'notice', notice });
  }

  /** Waits until HIS has closed the link, and does it itself if that takes too long. */
  async closed(): Promise<void> {
    if (this.store.state.link === 'None') return;
    await new Promise<void>((done) => {
      const timer = setTimeout(() => this.leave(), closeTimeoutMs);
      const stop = this.store.subscribe(({ link }) => {
        if (link !== 'None') return;
        clearTimeout(timer);
        stop();
        done();
      });
    });
  }

  /**
   * The link ended by itself. Whatever the reason, Basic Login is next, because this version of HIS resumes nothing. A
   * later one that does: try `session.request.resume` here, with back-off, where `closing.mayResume`.
   */
  #afterLoss(closing: Closing): void {
    const { session, busy } = this.store.state;
    // A link that broke after the session was disposed of took only the last words of a logout with it.
    const lostLate = closing.ending === 'LinkLost' && session?.disposed && busy.has('logout');
    const loggedOut = closing.ending === 'LoggedOut' || lostLate;
    this.#bus = undefined;
    this.#end(loggedOut ? null : closing.ending);
  }

  #end(ending: Closing['ending'] | null): void {
    this.store.take({ kind: 'ended', ending });
    this.answer(null);
  }

  async #run(control: string, flow: () => Promise<void>): Promise<void> {
    if (this.store.state.busy.has(control)) return;
    this.store.take({ kind: 'busy', control, busy: true });
    try {
      await flow();
    } finally {
      this.store.take({ kind: 'busy', control, busy: false });
    }
  }
}

/** The name of a control: what it does, and to which one. */
export const named = (verb: string, id?: string) => (id ? `${verb}:${id}` : verb);
