import type { Answer, Failure, Outcome } from '../bus/answer.ts';
import type { BusClient } from '../bus/bus-client.ts';
import type { Method, Params, Result } from '../bus/wire.ts';
import type { BarState, Panel, Screen } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import type { ReasonAnswer } from './reason.ts';

/** The link to HIS, as flows use it. `SessionLink` implements it. */
export interface FlowLink {
  /** Another tab of the browser has the link, and this one shows the same session. */
  readonly isFollower: boolean;

  /** Whether `bus` is still the link. */
  isCurrent(bus: BusClient): boolean;

  /** Opens a link and closes the previous one. `false`: HIS cannot be reached, or another tab has a session to follow. */
  connect(): Promise<boolean>;

  /** Closes the link, if there is one. */
  disconnect(): void;

  /** Ends the session in every tab and removes everything that was stored of it. */
  end(ending: BarState['ending']): void;

  /** Stores what a resume will need. The session must be in the state. */
  storeResumeToken(resumeToken: string): void;

  /** The state of the session in the form of HIS's answer to a resume; `undefined` without a connected session. */
  toResumeResult(): Result<'session.request.resume'> | undefined;
}

/** What a flow uses: the state, requests to HIS, and what the agent sees. `AgentDesktop` implements it. */
export interface FlowContext {
  readonly store: Pick<Store, 'state' | 'dispatch'>;
  readonly link: FlowLink;
  readonly options: { readonly locale?: string };

  /**
   * Sends a request to HIS. A success closes the notice of an earlier failure of the same command.
   *
   * @param timeoutMs - how long to wait for the response; the `timeoutMs` of the options if left out
   */
  request<M extends Method>(method: M, params: Params<M>, timeoutMs?: number): Promise<Answer<M>>;

  /** Sends a request whose result is of no use here; reports a failure to the agent. */
  command<M extends Method>(method: M, params: Params<M>): Promise<Answer<M>>;

  /** Shows a screen and waits for the user. `null`: canceled, or the session ended in the meantime. */
  showScreen(screen: Screen): Promise<ReasonAnswer | null>;

  /**
   * Shows a failure to the agent and returns it as the outcome of the command. `LinkLost` is not shown: the bar or Basic
   * Login says it already.
   *
   * @param command - the failed command, named as by `commandOf`: the notice closes when that command succeeds. Without it,
   * only the agent closes the notice.
   */
  reportFailure(failure: Failure, command?: string): Extract<Outcome, { ok: false }>;

  closeNotice(): void;

  /** Closes this panel and no other. `false`: it is not open. */
  closePanel(kind: Panel['kind'], interactionId: string): boolean;

  /** Adds digits to those that the open keypad shows as sent. */
  addSentDigits(interactionId: string, digits: string): void;

  /** Waits until HIS has closed the link after a logout; closes it after 2 s. */
  waitForClose(): Promise<void>;

  /** Runs Logout: Resume joins one that the previous page began. */
  logout(): Promise<Outcome>;
}
