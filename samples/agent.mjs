#!/usr/bin/env -S node --experimental-websocket
// An agent in JavaScript: logs in, goes Ready, takes every call, and logs out on Ctrl+C. Without packages.
// Node.js has a WebSocket client since version 22; in version 20 the flag above turns it on.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const { HIS_BUS = 'ws://localhost:5080/bus', HIS_AGENT = '1001', HIS_PASSWORD } = process.env;
const RECONNECT = [1001, 1006, 4005]; // HIS is stopping, the network failed, this client was too slow; every other code is final

/** HIS refused a request. Decide by `failure`; the message is a sentence for people. */
class Failure extends Error {
  constructor({ message, data }) {
    super(message);
    Object.assign(this, data);
  }
}

const pending = new Map(); // id of a request: what to do with its response
let socket;
let resume; // how to resume the session on another connection
let nextId = 1;
let sequence = 0; // of the last event
let leaving = false;

/** Sends a request and returns its result. HIS runs a `requestId` once, even if it is sent again. */
function request(method, params = {}) {
  const id = nextId++;
  socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params: { requestId: randomUUID(), ...params } }));
  return new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
}

/** Handles one message of HIS. */
function receive({ id, method, params, result, error }) {
  if (method && params.sequence > sequence) {
    sequence = params.sequence; // else it was seen before the connection was lost
    console.log(method, JSON.stringify(params));
    if (params.interactionId && params.state) act(params.interactionId, params.state);
  } else if (pending.has(id)) {
    const { resolve, reject } = pending.get(id);
    pending.delete(id);
    if (error) reject(new Failure(error));
    else resolve(result);
  }
}

/** Logs in, or resumes the session after a lost connection. */
async function enter() {
  if (resume) resume.lastSequence ??= sequence; // the same bytes in each attempt
  const result = resume
    ? await request('session.request.resume', resume)
    : await request('session.request.login', { agentId: HIS_AGENT, password: HIS_PASSWORD });
  if (!resume) await request('channelgroup.request.ready');
  resume = { resumeToken: result.resumeToken, requestId: randomUUID() };
  sequence = Math.max(sequence, result.snapshot.session.sequence);
  for (const { interactions } of result.snapshot.channelGroup.channels)
    for (const { id, state } of interactions) act(id, state);
  if (leaving) await logOut();
}

/** Does what an interaction waits for. Ended: the customer is gone, and it is the agent's wrap-up. */
function act(interactionId, state) {
  const verb = { Alerting: 'accept', Ended: 'complete' }[state];
  if (verb)
    request(`interaction.request.${verb}`, { interactionId }).catch(({ message }) =>
      console.log(`${verb}: ${message}`),
    );
}

async function logOut(params = {}) {
  try {
    await request('session.request.logout', params);
  } catch (failure) {
    if (!(failure instanceof Failure)) return; // the connection was lost: enter tries again
    leaving = false;
    // A person would choose a reason.
    if (failure.failure === 'NeedInfo' && !params.reason)
      return logOut({ reason: { code: failure.reason.reasons[0].code } });
    console.log(`logout: ${failure.message}`); // such as during a call: Ctrl+C tries again
  }
}

/** Connects and serves until the connection ends; returns its close code, or undefined if HIS refused the agent. */
function serve() {
  return new Promise((done) => {
    socket = new WebSocket(HIS_BUS, 'his.v1');
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onerror = () => done(1006);
    socket.onclose = ({ code, reason }) => {
      console.log(`closed: ${code} ${reason}`);
      done(code);
    };
    socket.onopen = () =>
      enter().catch(({ message }) => {
        console.log(message);
        done();
      });
  });
}

process.on('SIGINT', () => {
  leaving = true;
  if (socket.readyState === WebSocket.OPEN) logOut();
});
for (let pause = 1; ; pause = Math.min(pause * 2, 30)) {
  const connectedAt = Date.now();
  const code = await serve();
  if (!RECONNECT.includes(code)) process.exit(code === 1000 ? 0 : 1);
  for (const { reject } of pending.values()) reject(new Error('the connection was lost')); // a resume tells what became of it
  pending.clear();
  if (Date.now() - connectedAt > 60_000) pause = 1;
  await sleep(1000 * pause * (0.5 + Math.random() / 2)); // not all clients in the same moment
}
