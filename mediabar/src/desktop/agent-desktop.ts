import { failed, type Answer, type Failure, type Outcome } from '../bus/answer.ts';
import type { ChannelResult, Method, Params } from '../bus/wire.ts';
import { detach } from '../detach.ts';
import { activate, activateAll, deactivate, deactivateAll } from '../flows/activation.ts';
import { basicLogin, type Credentials } from '../flows/basic-login.ts';
import { cancelLogout } from '../flows/cancel-logout.ts';
import type { FlowContext } from '../flows/context.ts';
import { dial } from '../flows/dial.ts';
import { goNotReady } from '../flows/go-not-ready.ts';
import { goReady } from '../flows/go-ready.ts';
import { sendInteractionCommand } from '../flows/interaction-command.ts';
import { logout } from '../flows/logout.ts';
import { askForBlockers } from '../flows/logout-plan.ts';
import type { ReasonAnswer } from '../flows/reason.ts';
import { resume } from '../flows/resume.ts';
import { sendDigits } from '../flows/send-digits.ts';
import { serveFollower } from '../flows/serve-follower.ts';
import { transferOrConsult } from '../flows/transfer.ts';
import { commandOf, controlName, isResolvedBy } from '../state/controls.ts';
import type { Panel, Screen } from '../state/model.ts';
import { mustAskForBlockers, type InteractionVerb } from '../state/selectors.ts';
import { Store } from '../state/store.ts';
import { CommandRunner } from './command-runner.ts';
import { SessionLink, type SessionLinkOptions } from './session-link.ts';

export interface AgentDesktopOptions extends SessionLinkOptions {
  /** The language of the messages from HIS, as a BCP 47 tag. Default: the one that HIS is configured with. */
  locale?: string;
}

/** How long to wait for HIS to close the link after a logout (step 10) before closing it from here. */
const closeTimeoutMs = 2_000;

/**
 * MediaBar without its view: the link, the state and the flows.
 *
 * A view shows `store.state`, calls one method for each action of the user, and answers the screens that flows open with
 * `answerScreen`. The `<media-bar>` element is one such view; you can build another.
 *
 * The methods for actions resolve with the outcome once it is known, `{ ok: true, result }` or `{ ok: false, failure }`,
 * and never reject. A failure is then in `store.state.notice`, except `LinkLost`, which `store.state.link` shows, and
 * `Cancelled` by the user. Each action runs at most once at a time: a second call returns the outcome of the first.
 */
export class AgentDesktop implements FlowContext {
  readonly store = new Store();
  readonly options: AgentDesktopOptions;
  readonly link: SessionLink;
  readonly #commands = new CommandRunner(this);
  readonly #pressed = new Map<string, string[]>();
  #screenAnswered: ((answer: ReasonAnswer | null) => void) | undefined;

  constructor(options: AgentDesktopOptions) {
    this.options = options;
    this.link = new SessionLink(this.store, options, {
      onResume: (attempt) => detach(resume(this, attempt)),
      onFollowerRequest: (text) => serveFollower(this, text),
      cancelScreen: () => this.answerScreen(null),
    });
    this.store.subscribe(({ session, link }, before) => {
      const changed = session?.channels !== before.session?.channels || link !== before.link;
      if (session && changed && link === 'Connected' && mustAskForBlockers(session)) detach(askForBlockers(this));
    });
  }

  // Actions of the user.

  /** Basic Login. */
  login = (credentials: Credentials): Promise<Outcome> => this.#run('login', () => basicLogin(this, credentials));

  /** Logs out. Resolves after HIS has closed the link, at most about two minutes later. */
  logout = (): Promise<Outcome> => this.#run('logout', () => logout(this));

  /** Withdraws a logout that waits until all interactions are over. */
  cancelLogout = (): Promise<Outcome> => this.#run('cancellogout', () => cancelLogout(this));

  /** Makes one channel Ready; without an id, every active channel. */
  ready = (channelId?: string): Promise<Outcome> =>
    this.#run(controlName('ready', channelId), () => goReady(this, channelId));

  /** Makes one channel Not Ready; without an id, every active channel. Shows a screen if the platform has reasons. */
  notReady = (channelId?: string): Promise<Outcome> =>
    this.#run(controlName('notready', channelId), () => goNotReady(this, channelId));

  activate = (channelId: string): Promise<Outcome> =>
    this.#run(controlName('activate', channelId), () => activate(this, channelId));

  deactivate = (channelId: string): Promise<Outcome> =>
    this.#run(controlName('deactivate', channelId), () => deactivate(this, channelId));

  activateAll = (): Promise<Outcome> => this.#run('activateall', () => activateAll(this));

  deactivateAll = (): Promise<Outcome> => this.#run('deactivateall', () => deactivateAll(this));

  /** Dials a number as people write it, or a `tel:` link: see `destinationIn`. */
  dial = (destination: string): Promise<Answer<'channel.request.dial'>> =>
    this.#run('dial', () => dial(this, destination), destination);

  sendInteractionCommand = (verb: InteractionVerb, interactionId: string): Promise<Outcome> =>
    this.#run(controlName(verb, interactionId), () => sendInteractionCommand(this, verb, interactionId));

  /** Transfers a call without consultation. `destination` as for `dial`. */
  transfer = (interactionId: string, destination: string): Promise<Outcome> =>
    this.#transferOrConsult('transfer', interactionId, destination);

  /** Calls a second party while the first waits. `destination` as for `dial`. */
  consult = (interactionId: string, destination: string): Promise<Outcome> =>
    this.#transferOrConsult('consult', interactionId, destination);

  /** Sends DTMF digits (`0-9*#A-D`). Digits pressed while others are being sent follow them; none is lost. */
  async sendDigits(interactionId: string, digits: string): Promise<Outcome> {
    if (this.store.state.link === 'Lost') return failed('LinkLost');
    const pressed = this.#pressed.get(interactionId) ?? [];
    this.#pressed.set(interactionId, pressed);
    pressed.push(...digits);
    return this.#run(controlName('senddigits', interactionId), async () => {
      const outcome = await sendDigits(this, interactionId, pressed);
      this.#pressed.delete(interactionId);
      return outcome;
    });
  }

  /** Opens a panel below an interaction, or closes it if it is open. */
  togglePanel(kind: Panel['kind'], interactionId: string): void {
    if (!this.closePanel(kind, interactionId)) {
      this.store.dispatch({ kind: 'panel', panel: { kind, interactionId, sent: '' } });
    }
  }

  /** Answers the open screen, which closes, and its flow continues. `null` cancels; `{}` confirms without a reason. */
  answerScreen(answer: ReasonAnswer | null): void {
    const answered = this.#screenAnswered;
    this.#screenAnswered = undefined;
    this.store.dispatch({ kind: 'screen', screen: null });
    answered?.(answer);
  }

  closeNotice(): void {
    this.store.dispatch({ kind: 'notice', notice: null });
  }

  // The life of the page.

  /** To be called when a page was loaded: continues the session of another tab, or of the previous page in this tab. */
  resume(): void {
    this.link.resume();
  }

  /** To be called when the link may be broken: the computer woke up, the network changed. */
  verifyLink(): void {
    detach(this.link.verify());
  }

  /** To be called when the page goes away: closes the link without a logout. Only the resume token is kept, for `resume`. */
  leave(): void {
    this.link.leave();
  }

  /** This tab has the link, if there is one; other tabs of the browser may show the same session. */
  get isLeader(): boolean {
    return this.link.isLeader;
  }

  // The rest of FlowContext, for the flows.

  async request<M extends Method>(method: M, params: Params<M>, timeoutMs?: number): Promise<Answer<M>> {
    const answer = await this.link.request(method, params, timeoutMs);
    if (answer.ok && isResolvedBy(this.store.state.notice, method, params)) this.closeNotice();
    return answer;
  }

  async command<M extends Method>(method: M, params: Params<M>): Promise<Answer<M>> {
    const answer = await this.request(method, params);
    return answer.ok ? answer : this.reportFailure(answer.failure, commandOf(method));
  }

  showScreen(screen: Screen): Promise<ReasonAnswer | null> {
    this.answerScreen(null); // one screen at a time
    this.store.dispatch({ kind: 'screen', screen });
    return new Promise((answered) => (this.#screenAnswered = answered));
  }

  reportFailure(failure: Failure, command?: string): Extract<Outcome, { ok: false }> {
    const { channels, channelId } = failure.data;
    const notice = {
      failure,
      channels: Array.isArray(channels) ? (channels as ChannelResult[]) : [],
      channelId: typeof channelId === 'string' ? channelId : undefined,
      command,
    };
    if (failure.name !== 'LinkLost') this.store.dispatch({ kind: 'notice', notice });
    return { ok: false, failure };
  }

  closePanel(kind: Panel['kind'], interactionId: string): boolean {
    const { panel } = this.store.state;
    const isOpen = panel?.kind === kind && panel.interactionId === interactionId;
    if (isOpen) this.store.dispatch({ kind: 'panel', panel: null });
    return isOpen;
  }

  addSentDigits(interactionId: string, digits: string): void {
    const { panel } = this.store.state;
    if (panel?.interactionId === interactionId) {
      this.store.dispatch({ kind: 'panel', panel: { ...panel, sent: panel.sent + digits } });
    }
  }

  async waitForClose(): Promise<void> {
    if (this.store.state.link === 'None') return;
    await new Promise<void>((closed) => {
      const timer = setTimeout(() => this.link.end(null), closeTimeoutMs);
      const unsubscribe = this.store.subscribe(({ link }) => {
        if (link !== 'None') return;
        clearTimeout(timer);
        unsubscribe();
        closed();
      });
    });
  }

  #transferOrConsult(verb: 'transfer' | 'consult', interactionId: string, destination: string): Promise<Outcome> {
    const flow = () => transferOrConsult(this, verb, interactionId, destination);
    return this.#run(controlName(verb, interactionId), flow, destination);
  }

  #run<R>(control: string, flow: () => Promise<Outcome<R>>, destination?: string): Promise<Outcome<R>> {
    return this.#commands.run(control, flow, destination);
  }
}
