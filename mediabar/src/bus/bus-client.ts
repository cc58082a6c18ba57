import { localFailure, type Answer } from './answer.ts';
import { detach } from '../detach.ts';
import { closingOf, type Closing } from './closing.ts';
import { Heartbeat } from './heartbeat.ts';
import { PendingRequests } from './pending-requests.ts';
import type { FollowerSocket } from './follower-socket.ts';
import { newRequestId } from './request-id.ts';
import type { BusEvent, Method, Params } from './wire.ts';

export interface BusClientOptions {
  readonly url: string;
  /** What HIS tells. Called in the order of the wire: the events of a request come before its answer. */
  readonly onEvent?: (event: BusEvent) => void;
  /** HIS has told what its clock says. Called before the answer that says so is given to who asked. */
  readonly onTime?: (told: ServerTime) => void;
  /**
   * The link ended. Called once for each link that was open. `true`: the session will be gone on with by this client, on
   * another link. The commands that wait for an answer go on waiting, and are sent again by `carryOn`.
   */
  readonly onClosed?: (closing: Closing) => boolean | void;
  /** How long a question waits, in ms. A logout may have to wait for a slow switch channel by channel. */
  readonly timeoutMs?: number;
  /** After this much silence, in ms, HIS is asked whether it is still there. */
  readonly quietMs?: number;
  /** For environments without a global WebSocket, such as tests. */
  readonly webSocket?: typeof WebSocket;
  /** Another way to HIS than a WebSocket, asked for with every connection; `undefined`: none now. */
  readonly openSocket?: () => FollowerSocket | undefined;
}

/** HIS has told its time in an answer. */
export interface ServerTime {
  readonly now: string;
  /** When was asked and when the answer came, by the local clock, in ms. */
  readonly sent: number;
  readonly received: number;
}

const protocol = 'his.v1';
// These are about the link, or (with its password) about no session yet: nothing that could be sent again on another.
const linkMethods: readonly Method[] = ['session.request.login', 'session.request.resume', 'session.request.ping'];
const pingTimeoutMs = 5_000;
const connectTimeoutMs = 10_000;

/**
 * One link to the bus of HIS: JSON-RPC 2.0 over one WebSocket.
 *
 * It moves messages and knows nothing of agents or channels. It does not reconnect by itself: whether that is right
 * depends on why the link ended, and its user knows.
 */
export class BusClient {
  readonly #options: BusClientOptions;
  readonly #pending = new PendingRequests();
  readonly #heartbeat: Heartbeat;
  #socket: WebSocket | FollowerSocket | undefined;
  #isReconnecting = false;
  #connected: ((connected: boolean) => void) | undefined;

  constructor(options: BusClientOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.quietMs ?? 20_000, () => detach(this.probe()));
  }

  get connected(): boolean {
    return this.#socket?.readyState === 1;
  }

  /** Opens the link. `false`: HIS cannot be reached, or refused; a browser is not told which. */
  connect(): Promise<boolean> {
    if (this.connected) return Promise.resolve(true);
    closeWhenOpen(this.#detach());
    return new Promise((resolve) => {
      // A network that swallows packets would keep us waiting for minutes; closing answers the promise.
      const timer = setTimeout(() => this.#detach()?.close(1000), connectTimeoutMs);
      this.#connected = (connected) => {
        clearTimeout(timer);
        this.#connected = undefined;
        resolve(connected);
      };
      try {
        const { openSocket, webSocket = WebSocket, url } = this.#options;
        this.#attach(openSocket?.() ?? new webSocket(url, protocol));
      } catch {
        this.#connected(false); // an address no socket can be made of
      }
    });
  }

  /** Asks HIS. Always answered: by HIS, by the time-out, or by the end of the link. */
  async request<M extends Method>(
    method: M,
    params: Params<M>,
    timeoutMs = this.#options.timeoutMs ?? 30_000,
  ): Promise<Answer<M>> {
    const canResend = !linkMethods.includes(method);
    const isDeferred = canResend && this.#isReconnecting;
    if (!isDeferred && !this.connected) return { ok: false, failure: localFailure('LinkLost') };
    const { message, answer } = this.#pending.add(
      timeoutMs,
      (id) => JSON.stringify({ jsonrpc: '2.0', id, method, params: { requestId: newRequestId(), ...params } }),
      canResend,
    );
    const sent = Date.now();
    if (!isDeferred) this.#socket!.send(message);
    const received = (await answer) as Answer<M>;
    if (received.ok && linkMethods.includes(method)) {
      const { now } = received.result as { readonly now?: unknown };
      if (typeof now === 'string') this.#options.onTime?.({ now, sent, received: Date.now() });
    }
    return received;
  }

  /**
   * The session goes on, on the link there is now. What was asked and not answered is sent again with the same bytes: by
   * its `requestId` HIS knows whether it has done it already.
   */
  resendPending(): void {
    this.#isReconnecting = false;
    for (const message of this.#pending.resendable) this.#socket?.send(message);
  }

  /**
   * Asks whether HIS is there, and gives the link up if not. To be called when there is reason to doubt: a long silence,
   * a computer that woke up, a network that changed.
   */
  async probe(timeoutMs = pingTimeoutMs): Promise<void> {
    const socket = this.#socket;
    const answer = await this.request('session.request.ping', {}, timeoutMs);
    if (!answer.ok && answer.failure.name === 'TimedOut' && socket === this.#socket) this.abort();
  }

  /** Closes the link from this side. `onClosed` is not called: whoever closes knows. */
  close(): void {
    closeWhenOpen(this.#detach());
    this.#abortPending(false);
  }

  /** The link is worth nothing any more. A dead one may take minutes to admit it: its close frame is not waited for. */
  abort(): void {
    this.#detach()?.close(4000);
    this.#linkLost(1006);
  }

  #attach(socket: WebSocket | FollowerSocket): void {
    this.#socket = socket;
    socket.onopen = () => {
      this.#heartbeat.start();
      this.#connected?.(true);
    };
    socket.onmessage = (frame: { data: unknown }) => this.#onMessage(frame.data);
    socket.onerror = () => {}; // a browser tells nothing here; the close event that follows says all there is
    socket.onclose = (close: { code: number }) => this.#onClose(close.code);
  }

  #onMessage(data: unknown): void {
    this.#heartbeat.restart();
    const message = parse(data);
    if (!message) return;
    if ('id' in message && !('method' in message)) this.#pending.complete(message);
    else if (isEvent(message)) this.#options.onEvent?.(message);
  }

  #onClose(code: number): void {
    const wasOpen = !this.#connected;
    this.#detach();
    if (wasOpen) this.#linkLost(code);
  }

  #linkLost(code: number): void {
    this.#abortPending(this.#options.onClosed?.(closingOf(code)) === true);
  }

  #abortPending(reconnecting: boolean): void {
    this.#isReconnecting = reconnecting;
    this.#pending.abort(reconnecting);
  }

  /** Lets go of the socket, so that nothing it still says is heard. */
  #detach(): WebSocket | FollowerSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#heartbeat.stop();
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#connected?.(false);
    return socket;
  }
}

/** One that still opens is closed as soon as it is open: before, HIS would see a broken link, and a page complain of it. */
function closeWhenOpen(socket: WebSocket | FollowerSocket | undefined): void {
  if (socket?.readyState === 0) socket.onopen = () => socket.close(1000);
  else socket?.close(1000);
}

function parse(data: unknown): Record<string, unknown> | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(message: object): message is BusEvent {
  const { method, params } = message as { method?: unknown; params?: { sequence?: unknown } | null };
  return typeof method === 'string' && typeof params?.sequence === 'number';
}
