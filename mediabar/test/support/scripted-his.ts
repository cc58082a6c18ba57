import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import type { Snapshot } from '../../src/bus/wire.ts';

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** What the scripted HIS does with the next request. */
export type Step = (his: Connection, request: Request) => void;

/**
 * The other side of the bus for tests: a real WebSocket server on loopback that follows a script, one step per request.
 * It has no rules of its own, so that a test contains everything that matters to it.
 */
export class ScriptedHis {
  readonly heard: Request[] = [];
  /** The received messages, byte for byte. */
  readonly texts: string[] = [];
  readonly protocols: string[] = [];
  readonly url: string;
  #server: WebSocketServer;
  #lines: Step[] = [];
  #connections: Connection[] = [];
  #isOver = false;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/bus`;
    server.on('connection', (socket) => {
      const connection = new Connection(socket);
      this.protocols.push(socket.protocol);
      this.#connections.push(connection);
      socket.on('message', (data: Buffer) => {
        const request = JSON.parse(data.toString()) as Request;
        this.heard.push(request);
        this.texts.push(data.toString());
        this.#lines.shift()?.(connection, request);
      });
    });
  }

  static async start(): Promise<ScriptedHis> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new ScriptedHis(server);
  }

  get methods(): string[] {
    return this.heard.map(({ method }) => method);
  }

  /** The first connection. */
  get first(): Connection {
    return this.#connections[0]!;
  }

  /** The latest connection. */
  get connection(): Connection {
    return this.#connections.at(-1)!;
  }

  plays(...lines: Step[]): this {
    this.#lines.push(...lines);
    return this;
  }

  async stop(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#server.clients.forEach((client) => client.terminate());
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export class Connection {
  readonly socket: NodeWebSocket;
  /** The code with which it was closed. */
  closedWith: number | undefined;
  #sequence = 0;

  constructor(socket: NodeWebSocket) {
    this.socket = socket;
    socket.on('close', (code) => (this.closedWith = code));
  }

  says(message: unknown): this {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  tells(method: string, params: object = {}, sequence = ++this.#sequence): this {
    this.#sequence = sequence;
    return this.says({ jsonrpc: '2.0', method, params: { sequence, time: '2026-05-04T08:00:00Z', ...params } });
  }

  closes(code: number): void {
    this.socket.close(code);
  }
}

// Steps that many tests use.

/** The time of HIS in its responses. */
export const now = '2026-05-04T08:05:00.000Z';

export const answers =
  (result: object = {}): Step =>
  (his, { id }) =>
    void his.says({ jsonrpc: '2.0', id, result });

export const refuses =
  (failure: string, data: object = {}, message = `HIS says ${failure}.`): Step =>
  (his, { id }) =>
    void his.says({ jsonrpc: '2.0', id, error: { code: 1000, message, data: { failure, ...data } } });

export const isSilent: Step = () => {};

export const logsIn =
  (snapshot: Snapshot): Step =>
  (his, { id }) => {
    his.tells('session.event.initialized', {}, snapshot.session.sequence);
    his.says({ jsonrpc: '2.0', id, result: { snapshot, resumeToken: 'token', now } });
  };

/** Replays these events, each a method with its parameters, after the last one received; then responds. */
export const resumes =
  (snapshot: Snapshot, resumeToken: string, ...missed: readonly [string, object][]): Step =>
  (his, { id, params }) => {
    const last = params['lastSequence'] as number;
    missed.forEach(([method, event], index) => his.tells(method, event, last + 1 + index));
    his.says({ jsonrpc: '2.0', id, result: { snapshot, resumeToken, replayed: missed.length > 0, now } });
  };

export const logsOut: Step = (his, { id }) => {
  his.tells('session.event.disposed', { cause: 'AgentRequest' });
  his.says({ jsonrpc: '2.0', id, result: { channels: [] } });
  his.closes(1000);
};

/** The WebSocket of `ws`, which has all that the client uses of the browser's. */
export const webSocket = NodeWebSocket as unknown as typeof WebSocket;
