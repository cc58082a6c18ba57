import { failed, localFailure, type Answer, type Failure, type Outcome } from './bus/answer.ts';
import { BackOff } from './bus/back-off.ts';
import { BusClient, type BusClientOptions } from './bus/bus-client.ts';
import type { Closing, Ending } from './bus/closing.ts';
import { Tabs, type TabsOptions } from './bus/tabs.ts';
import { Token, type Ticket } from './bus/token.ts';
import type { BusEvent, ChannelResult, Method, Params, ReasonChoice, Result } from './bus/wire.ts';
import { activate, activateAll, deactivate, deactivateAll } from './flows/activation.ts';
import { basicLogin, type Credentials } from './flows/basic-login.ts';
import { cancelLogout } from './flows/cancel-logout.ts';
import { dial } from './flows/dial.ts';
import { goNotReady } from './flows/go-not-ready.ts';
import { goReady } from './flows/go-ready.ts';
import { actOn } from './flows/interaction.ts';
import { sendDigits } from './flows/send-digits.ts';
import { sendElsewhere } from './flows/transfer.ts';
import { logout } from './flows/logout.ts';
import { askForBlockers } from './flows/logout-plan.ts';
import { resume } from './flows/resume.ts';
import { serve } from './flows/serve.ts';
import type { BarState, Notice, Panel, Screen } from './state/model.ts';
import { mustAskForBlockers, type InteractionVerb } from './state/selectors.ts';
import { Store } from './state/store.ts';

export interface DeskOptions extends Pick<BusClientOptions, 'timeoutMs' | 'quietMs' | 'webSocket'>, TabsOptions {
  /** Where the bus is, `ws:` or `wss:`. */
  url: string;
  /** Sessions that are to be kept apart in one browser have different seats. */
  seat?: string | null;
  /** The language HIS words its messages in, as a BCP 47 tag. */
  locale?: string;
  /** The session is over, and nothing of it is to be kept. Not called when a page goes that another may go on from. */
  readonly onEnd?: (() => void) | undefined;
  /** Where the resume token is kept for a page that is loaded anew: the tab's storage. Without it: nowhere. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
}

/** How long to wait for HIS to close the link after a logout (step 10) before closing it from here, in ms. */
const closeTimeoutMs = 2_000;

/**
 * All of MediaBar but what can be seen: the link, the state and the flows.
 *
 * A view shows `store.state`, calls one method for each thing the user does, and answers the screens that flows open. The
 * `<media-bar>` element is one such view; another can be drawn on the same desk.
 *
 * Each of these methods resolves with the outcome when it is known, and never rejects: `{ ok: true, result }`, or
 * `{ ok: false, failure }`. The agent has been told of a failure by then.
 */
export class Desk {
  readonly store = new Store();
  readonly options: DeskOptions;
  readonly #token: Token;
  readonly #tabs: Tabs;
  #bus: BusClient | undefined;
  #backOff = new BackOff();
  readonly #pressed = new Map<string, string[]>();
  readonly #running = new Map<string, { readonly towards: string; readonly outcome: Promise<Outcome<never>> }>();
  #screenAnswered: ((answer: ReasonChoice | null) => void) | undefined;

  constructor(options: DeskOptions) {
    this.options = options;
    const name = () => ['media-bar', options.url, options.seat].join(' ').trim();
    this.#token = new Token(options.storage, name);
    this.#tabs = new Tabs(options, name, {
      ticket: () => this.#ticket,
      onFollow: (ticket) => this.#follow(ticket),
      onStolen: () => this.#bus?.giveUp(),
      onAsk: (text) => serve(this, text),
      onEnd: (ending) => this.#token.ticket && this.end(ending as BarState['ending']),
    });
    this.store.subscribe(({ session, link }, before) => {
      if (!session) return;
      this.#token.heard(session.sequence);
      if (link !== before.link) this.#tabs.here();
      const news = session.channels !== before.session?.channels || link !== before.link;
      if (news && link === 'Connected' && mustAskForBlockers(session)) void askForBlockers(this);
    });
  }

  // What the user does. Each runs at most once at a time: a double click is one click, with one outcome.

  login = (credentials: Credentials) => this.#run('login', () => basicLogin(this, credentials));
  logout = () => this.#run('logout', () => logout(this));
  cancelLogout = () => this.#run('cancellogout', () => cancelLogout(this));
  ready = (channelId?: string) => this.#run(named('ready', channelId), () => goReady(this, channelId));
  notReady = (channelId?: string) => this.#run(named('notready', channelId), () => goNotReady(this, channelId));
  activate = (channelId: string) => this.#run(named('activate', channelId), () => activate(this, channelId));
  deactivate = (channelId: string) => this.#run(named('deactivate', channelId), () => deactivate(this, channelId));
  activateAll = () => this.#run('activateall', () => activateAll(this));
  deactivateAll = () => this.#run('deactivateall', () => deactivateAll(this));
  dial = (destination: string) => this.#run('dial', () => dial(this, destination), destination);
  act = (verb: InteractionVerb, interactionId: string) =>
    this.#run(named(verb, interactionId), () => actOn(this, verb, interactionId));
  transfer = (interactionId: string, destination: string) =>
    this.#run(
      named('transfer', interactionId),
      () => sendElsewhere(this, 'transfer', interactionId, destination),
      destination,
    );
  consult = (interactionId: string, destination: string) =>
    this.#run(
      named('consult', interactionId),
      () => sendElsewhere(this, 'consult', interactionId, destination),
      destination,
    );

  /** Keys of a telephone. Not one is lost: what is pressed while others are on their way follows them. */
  async sendDigits(interactionId: string, digits: string): Promise<Outcome> {
    if (this.store.state.link === 'Lost') return failed('LinkLost');
    const pressed = this.#pressed.get(interactionId) ?? [];
    this.#pressed.set(interactionId, pressed);
    pressed.push(...digits);
    return this.#run(named('senddigits', interactionId), async () => {
      const outcome = await sendDigits(this, interactionId, pressed);
      this.#pressed.delete(interactionId);
      return outcome;
    });
  }

  /** Opens what belongs below an interaction, or closes it if it is open. */
  toggle(kind: Panel['kind'], interactionId: string): void {
    if (!this.closePanel(kind, interactionId))
      this.store.take({ kind: 'panel', panel: { kind, interactionId, sent: '' } });
  }

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
    this.#backOff.hurry();
    if (this.store.state.session) void this.#bus?.probe(2_000);
  }

  /**
   * Leaves without a logout, as a page does that goes away: closes the link and forgets everything but the token. If there
   * is another tab, it takes over.
   */
  leave(): void {
    this.#token.leave();
    this.#forgetAll(null);
    this.#tabs.close();
  }

  /** The page was loaded: goes on with the session of another tab, or of the page before it, if there is one. */
  resume(): void {
    if (this.#bus) return;
    this.#tabs.open();
    if (this.#token.find()) this.#resume(this.#newBus(), true);
  }

  // What flows need.

  /** Closes this panel, and no other. `false`: it is not open. */
  closePanel(kind: Panel['kind'], interactionId: string): boolean {
    const { panel } = this.store.state;
    const open = panel?.kind === kind && panel.interactionId === interactionId;
    if (open) this.store.take({ kind: 'panel', panel: null });
    return open;
  }

  showSent(interactionId: string, digits: string): void {
    const { panel } = this.store.state;
    if (panel?.interactionId === interactionId)
      this.store.take({ kind: 'panel', panel: { ...panel, sent: panel.sent + digits } });
  }

  /** Opens a link, closing one there may be. `false`: HIS cannot be reached, or there is another tab to follow. */
  async connect(): Promise<boolean> {
    this.disconnect();
    this.#token.drop();
    const bus = this.#newBus();
    this.store.take({ kind: 'link', link: 'Connecting' });
    await this.#tabs.role();
    if (bus !== this.#bus) return false;
    if (this.follows) {
      this.#resume(bus, true);
      return false;
    }
    const connected = await bus.connect();
    if (bus === this.#bus) this.store.take({ kind: 'link', link: connected ? 'Connected' : 'None' });
    return connected && bus === this.#bus;
  }

  disconnect(): void {
    const bus = this.#bus;
    this.#bus = undefined;
    bus?.close();
    this.#tabs.leave();
    this.#backOff.hurry();
    if (this.store.state.link !== 'None') this.store.take({ kind: 'link', link: 'None' });
  }

  /** This is the link, and no other has come in its place. */
  isOn = (bus: BusClient): boolean => bus === this.#bus;

  /** Another tab has the link, and this one shows the same. */
  get follows(): boolean {
    return this.#bus !== undefined && !this.#tabs.leads;
  }

  /** This tab has the link, if there is one; others of the browser may show the same. */
  get leads(): boolean {
    return this.#tabs.leads;
  }

  /** The session is there: what a resume will need. */
  keep(resumeToken: string): void {
    const { session } = this.store.state;
    if (session) this.#token.take(resumeToken, session.sequence);
    this.#tabs.here();
  }

  /** For a tab that begins to follow: what is known here, as HIS would answer a resume. */
  handOver(): Result<'session.request.resume'> | undefined {
    const { session, clockOffset } = this.store.state;
    const ticket = this.#ticket;
    if (!session || !ticket) return undefined;
    const { sequence, capabilities, channels, pending } = session;
    return {
      snapshot: {
        session: { ...session.session, sequence, logoutPending: pending !== null },
        capabilities,
        channelGroup: { id: '', channels },
      },
      ...ticket,
      replayed: false,
      now: new Date(Date.now() + (clockOffset ?? 0)).toISOString(),
    };
  }

  /** The session is over. Nothing of it is kept anywhere, in no tab. */
  end(ending: BarState['ending']): void {
    if (this.#token.ticket) this.#tabs.end(ending);
    this.#token.drop();
    this.options.onEnd?.();
    this.#forgetAll(ending === 'AgentRequest' || ending === 'LoggedOut' ? null : ending);
  }

  /** Asks HIS. Where it was done, what an earlier try of the same kind had said is no longer news. */
  async ask<M extends Method>(method: M, params: Params<M>, timeoutMs?: number): Promise<Answer<M>> {
    if (!this.#bus) return failed('LinkLost');
    const answer = await this.#bus.ask(method, params, timeoutMs);
    if (answer.ok && endsWith(this.store.state.notice, method, params)) this.closeNotice();
    return answer;
  }

  /** Asks for something whose answer matters here only where it is a no: the agent is told. */
  async order<M extends Method>(method: M, params: Params<M>): Promise<Answer<M>> {
    const answer = await this.ask(method, params);
    return answer.ok ? answer : this.tell(answer.failure, commandOf(method));
  }

  /** Shows a screen and waits for the user. `null`: cancelled, or the session ended meanwhile. */
  show(screen: Screen): Promise<ReasonChoice | null> {
    this.answer(null); // one screen at a time
    this.store.take({ kind: 'screen', screen });
    return new Promise((answered) => (this.#screenAnswered = answered));
  }

  /**
   * Tells the agent of a failure, and returns it as the outcome of what was commanded. That the link is lost is not told
   * here: the bar, or Basic Login, says it.
   *
   * @param command - what was commanded, as `commandOf` names it: the notice goes when one of its kind succeeds. Without it,
   * it stays until it is closed.
   */
  tell(failure: Failure, command?: string): { readonly ok: false; readonly failure: Failure } {
    const { channels, channelId } = failure.data;
    const notice = {
      failure,
      channels: Array.isArray(channels) ? (channels as ChannelResult[]) : [],
      channelId: typeof channelId === 'string' ? channelId : undefined,
      command,
    };
    if (failure.name !== 'LinkLost') this.store.take({ kind: 'notice', notice });
    return { ok: false, failure };
  }

  /** Waits until HIS has closed the link, and does it itself if that takes too long. */
  async closed(): Promise<void> {
    if (this.store.state.link === 'None') return;
    await new Promise<void>((done) => {
      const timer = setTimeout(() => this.end(null), closeTimeoutMs);
      const stop = this.store.subscribe(({ link }) => {
        if (link !== 'None') return;
        clearTimeout(timer);
        stop();
        done();
      });
    });
  }

  /** What another tab could go on with now. */
  get #ticket(): Ticket | undefined {
    const { session, link } = this.store.state;
    return link === 'Connected' && !session?.disposed ? this.#token.ticket : undefined;
  }

  #newBus(): BusClient {
    const { url, ...options } = this.options;
    return (this.#bus = new BusClient({
      url,
      ...options,
      port: () => (this.#tabs.leads ? undefined : this.#tabs.connect()),
      onEvent: (event) => this.#hear(event),
      onTime: (told) => this.store.take({ kind: 'time', told }),
      onClosed: (closing) => this.#afterLoss(closing),
    }));
  }

  /** An event is missing: the link is not to be trusted. A resume brings all from there on. */
  #hear(event: BusEvent): void {
    this.#tabs.tell(JSON.stringify(event));
    this.store.take({ kind: 'event', event });
    if (this.store.state.session?.gap && this.store.state.link === 'Connected') this.#bus?.giveUp();
  }

  /** The link ended by itself. `true`: the session lives, as far as is known, and is looked for. */
  #afterLoss(closing: Closing): boolean {
    const { session, link } = this.store.state;
    const bus = this.#bus!;
    const goesOn = closing.mayResume || (closing.ending === 'ResumedElsewhere' && this.#tabs.yield());
    if (goesOn && this.#token.ticket && !session?.disposed) {
      if (link !== 'Lost') this.#resume(bus, false, closing.ending);
      return true;
    }
    // The close code says which of two ended it; the cause says why.
    this.#bus = undefined;
    this.end(closing.ending === 'LoggedOut' ? null : (session?.disposed ?? closing.ending));
    return false;
  }

  #resume(bus: BusClient, atOnce: boolean, lost: Ending = 'LinkLost'): void {
    this.#backOff = new BackOff();
    this.store.take({ kind: 'link', link: 'Lost' });
    void resume(this, bus, this.#token, this.#tabs, this.#backOff, atOnce, lost);
  }

  /** What was heard here counts, not what was heard there: a resume from here brings the rest. */
  #follow(ticket: Ticket): void {
    const { session } = this.store.state;
    this.#token.keep({ ...ticket, lastSequence: session?.sequence ?? ticket.lastSequence });
    this.#backOff.hurry();
    if (this.#bus) return;
    this.answer(null); // who was asked whether to take over need not answer any more
    this.#resume(this.#newBus(), true);
  }

  #forgetAll(ending: BarState['ending']): void {
    this.disconnect();
    this.store.take({ kind: 'ended', ending });
    this.answer(null);
  }

  /** Who asks for what runs already gets its outcome; who asks for the same towards another destination is refused. */
  #run<R>(control: string, flow: () => Promise<Outcome<R>>, towards = ''): Promise<Outcome<R>> {
    const running = this.#running.get(control);
    if (running?.towards === towards) return running.outcome;
    if (running) return Promise.resolve(this.tell(localFailure('Busy'), control.split(':')[0]));
    const { session, link } = this.store.state;
    if (session && link === 'Lost') return Promise.resolve(failed('LinkLost'));
    const outcome = this.#hold(control, flow);
    this.#running.set(control, { towards, outcome: outcome as Promise<Outcome<never>> });
    return outcome;
  }

  async #hold<R>(control: string, flow: () => Promise<R>): Promise<R> {
    this.store.take({ kind: 'busy', control, busy: true });
    try {
      return await flow();
    } finally {
      this.#running.delete(control);
      this.store.take({ kind: 'busy', control, busy: false });
    }
  }
}

/** What a method commands, on one or on all alike: `ready`, `activate`, `dial`. */
const commandOf = (method: Method): string => method.slice(method.lastIndexOf('.') + 1).replace(/all$/, '');

/** What a notice says is over when the same was done: to the channel that it is about, where it is about one. */
function endsWith(notice: Notice | null, method: Method, params: object): boolean {
  const { channelId } = params as { readonly channelId?: string };
  return notice?.command === commandOf(method) && (!channelId || (notice.channelId ?? channelId) === channelId);
}

/** The name of a control: what it does, and to which one. */
export const named = (verb: string, id?: string) => (id ? `${verb}:${id}` : verb);
