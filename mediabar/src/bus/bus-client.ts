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
  /** An event of HIS. Called in the order of the wire: the events of a request come before its response. */
  readonly onEvent?: (event: BusEvent) => void;
  /** HIS has sent its time in a response. Called before that response resolves its request. */
  readonly onTime?: (told: ServerTime) => void;
  /**
   * The link closed. Called once for each link that was open. Return `true` if this client will resume the session on
   * another link: pending requests then stay pending, and `resendPending` sends them again.
   */
  readonly onClosed?: (closing: Closing) => boolean | void;
  /**
   * The timeout of a request, in ms. Default: 30 000. A logout needs more, because HIS waits for the switch channel by
   * channel.
   */
  readonly timeoutMs?: number;
  /** After this much silence, in ms, a ping checks the link. Default: 20 000. */
  readonly quietMs?: number;
  /** Default: the global WebSocket. */
  readonly webSocket?: typeof WebSocket;
  /** A socket to use in place of a WebSocket. Called for every connection; `undefined`: open a WebSocket. */
  readonly openSocket?: () => FollowerSocket | undefined;
}

/** The time of HIS, from a response. */
export interface ServerTime {
  readonly now: string;
  /** When the request was sent and its response received, by the local clock, in ms. */
  readonly sent: number;
  readonly received: number;
}

const protocol = 'his.v1';
// Requests that belong to one link, and are not sent again on the next.
const linkMethods: readonly Method[] = ['session.request.login', 'session.request.resume', 'session.request.ping'];
const pingTimeoutMs = 5_000;
const connectTimeoutMs = 10_000;

/**
 * One link to the bus of HIS: JSON-RPC 2.0 over one WebSocket.
 *
 * It transports messages and knows no agents or channels. It does not reconnect: whether to do so depends on why the
 * link closed.
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

  /** Opens the link. `false`: HIS cannot be reached or refuses the connection; browsers do not say which. */
  connect(): Promise<boolean> {
    if (this.connected) return Promise.resolve(true);
    closeWhenOpen(this.#detach());
    return new Promise((resolve) => {
      // A network that drops packets would delay the failure by minutes.
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
        this.#connected(false); // the address is not valid
      }
    });
  }

  /** Sends a request. Always resolves: with the response of HIS, or as `TimedOut` or `LinkLost`. Never rejects. */
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
   * To be called when the session was resumed on the current link: sends all pending requests again, byte for byte. HIS
   * recognizes them by their `requestId`, the idempotency key, and runs none twice.
   */
  resendPending(): void {
    this.#isReconnecting = false;
    for (const message of this.#pending.resendable) this.#socket?.send(message);
  }

  /**
   * Sends a ping, and aborts the link if HIS does not answer in time. For when the link may be broken: after a long
   * silence, after the computer woke up, when the network changed.
   */
  async probe(timeoutMs = pingTimeoutMs): Promise<void> {
    const socket = this.#socket;
    const answer = await this.request('session.request.ping', {}, timeoutMs);
    if (!answer.ok && answer.failure.name === 'TimedOut' && socket === this.#socket) this.abort();
  }

  /** Closes the link without a call to `onClosed`. */
  close(): void {
    closeWhenOpen(this.#detach());
    this.#abortPending(false);
  }

  /** Treats the link as lost without waiting for its close frame, which may take minutes on a dead link. */
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
    socket.onerror = () => {}; // the close event that follows has all the information there is
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

  /** Drops the socket; its later events are ignored. */
  #detach(): WebSocket | FollowerSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#heartbeat.stop();
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#connected?.(false);
    return socket;
  }
}

/**
 * A socket that is still opening is closed once it is open: closing it earlier is a broken connection to HIS and an
 * error in the console of the page.
 */
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
