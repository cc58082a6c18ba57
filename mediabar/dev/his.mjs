// A toy HIS for `npm run dev` without the server: one agent, three channels, just enough truth to draw by.
import { createServer } from 'node:http';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';

const reasons = [
  { code: 'END', label: 'End of shift' },
  { code: 'TRAIN', label: 'Training' },
  { code: 'OTHER', label: 'Other duties' },
];
const set = {
  logoutReason: { requirement: 'None', freeText: true, version: '1', reasons },
  notReadyReason: {
    requirement: 'None',
    freeText: false,
    version: '1',
    reasons: [
      { code: 'B', label: 'Break' },
      { code: 'L', label: 'Lunch' },
    ],
  },
  channelDeactivation: true,
  latencyMs: 0,
  wrapUp: true,
};
let faults = [];
let sequence = 0,
  channels = [],
  socket,
  seat,
  latest = {};
const now = () => new Date().toISOString();
const tell = (method, params = {}) =>
  socket?.send(JSON.stringify({ jsonrpc: '2.0', method, params: { sequence: ++sequence, time: now(), ...params } }));
const fresh = () =>
  ['Telephony', 'Chat', 'Email'].map((type, i) => ({
    id: ['phone', 'chat', 'email'][i],
    type,
    endpoint: i ? null : '1001',
    activation: 'Inactive',
    agentState: null,
    reason: null,
    since: now(),
    interactions: [],
  }));
const all = () => channels.flatMap((c) => c.interactions.map((i) => [c, i]));
const fail = (code, failure, message, data = {}) =>
  Object.assign(new Error(), { answer: { code, message, data: { failure, ...data } } });
const fault = (operation, channelId) => {
  const f = faults.find((x) => x.operation === operation && (!x.channelId || x.channelId === channelId));
  if (f) faults = faults.filter((x) => x !== f);
  return f;
};
const change = (c, event, members) => {
  Object.assign(c, members, { since: now() });
  tell(`channel.event.${event}`, { channelId: c.id, ...members, since: c.since, cause: 'Agent' });
};
const notReady = (c, reason) =>
  change(c, 'notready', {
    agentState: 'NotReady',
    reason: reason
      ? { ...reason, label: set.notReadyReason.reasons.find((r) => r.code === reason.code)?.label ?? reason.text }
      : null,
  });
const snapshot = () => ({
  session: {
    id: 's1',
    agent: { id: seat, name: seat[0].toUpperCase() + seat.slice(1) + ' Example' },
    platform: 'Simulator',
    loggedInAt: now(),
    sequence,
    loggingOut: false,
  },
  capabilities: {
    channelDeactivation: set.channelDeactivation,
    logoutReason: set.logoutReason,
    notReadyReason: set.notReadyReason,
  },
  channelGroup: { id: 'g', channels },
});
const blockers = () =>
  all()
    .filter(([, i]) => i.state !== 'Ended' || true)
    .map(([c, i]) => ({ channelId: c.id, interactionId: i.id, type: i.type, state: i.state }));
const offer = (type, party, subject, direction = 'Inbound', state = 'Alerting') => {
  const c = channels.find(
    (x) => x.type === type && x.activation === 'Active' && (direction === 'Outbound' || x.agentState === 'Ready'),
  );
  if (!c) return null;
  const i = { id: randomUUID(), type, direction, state, party, subject: subject ?? null, since: now() };
  c.interactions = [...c.interactions, i];
  tell('interaction.event.created', { channelId: c.id, interactionId: i.id, ...i, id: undefined });
  return i.id;
};
const move = (id, state) => {
  const [c, i] = all().find(([, x]) => x.id === id) ?? [];
  if (!i) throw fail(1202, 'UnknownInteraction', 'This interaction is no longer there.');
  if (state === 'Ended' && !set.wrapUp) state = 'Completed';
  if (state === 'Completed') {
    c.interactions = c.interactions.filter((x) => x !== i);
    return tell('interaction.event.completed', { channelId: c.id, interactionId: id });
  }
  i.state = state;
  i.since = now();
  tell('interaction.event.updated', { channelId: c.id, interactionId: id, state, since: i.since });
};
const one = (id) =>
  channels.find((c) => c.id === id) ??
  (() => {
    throw fail(1201, 'UnknownChannel', 'This channel does not exist.');
  })();
const active = () => channels.filter((c) => c.activation === 'Active');
const flow = {
  'session.request.login': ({ agentId, password, override }) => {
    if (password !== 'secret' && password !== agentId)
      throw fail(1101, 'InvalidCredentials', 'Agent ID or password is wrong.');
    if (socket && !override) throw fail(1102, 'AlreadyLoggedIn', 'You are already logged in elsewhere.');
    return 'login';
  },
  'session.request.ping': () => ({}),
  'session.request.logoutplan': () => ({
    possible: !blockers().length,
    blockers: blockers(),
    reason: set.logoutReason,
    willNotReady: [],
    willDeactivate: [],
  }),
  'session.request.logout': ({ reason }) => {
    if (blockers().length)
      throw fail(1001, 'OngoingInteraction', 'An interaction is still going on. Finish it before you log out.', {
        blockers: blockers(),
      });
    if (
      set.logoutReason.requirement === 'Required' &&
      !reason?.text &&
      !set.logoutReason.reasons.some((r) => r.code === reason?.code && r.code !== 'OTHER')
    )
      throw fail(1002, 'NeedInfo', 'A logout reason is needed.', { reason: set.logoutReason });
    const done = [];
    const result = (c) =>
      done.find((d) => d.channelId === c.id) ??
      (done.push({ channelId: c.id, notReady: false, deactivated: false }), done.at(-1));
    for (const c of active())
      if (c.agentState === 'Ready') {
        if (fault('NotReady', c.id))
          throw fail(1003, 'NotReadyFailure', 'The switch did not make you Not Ready. You are still logged in.', {
            channelId: c.id,
            channels: done,
          });
        notReady(c);
        result(c).notReady = true;
      }
    if (set.channelDeactivation)
      for (const c of active()) {
        if (fault('Deactivate', c.id))
          throw fail(1004, 'DeactivationFailure', 'The switch did not deactivate a channel. You are still logged in.', {
            channelId: c.id,
            channels: done,
          });
        change(c, 'deactivated', { activation: 'Inactive', agentState: null, reason: null });
        result(c).deactivated = true;
      }
    if (fault('Logout'))
      throw fail(1005, 'SwitchLogoutFailure', 'The switch did not log you out. You are still logged in.', {
        channels: done,
      });
    gone();
    return { channels: done, close: [1000, 'logged out'] };
  },
  'channelgroup.request.activate': ({ channelId }) => (
    change(one(channelId), 'activated', { activation: 'Active', agentState: 'NotReady', reason: null }),
    {}
  ),
  'channelgroup.request.deactivate': ({ channelId }) => {
    if (fault('Deactivate', channelId))
      throw fail(1004, 'DeactivationFailure', 'The switch did not deactivate the channel.', { channelId });
    change(one(channelId), 'deactivated', { activation: 'Inactive', agentState: null, reason: null });
    return {};
  },
  'channelgroup.request.activateall': () => (
    channels
      .filter((c) => c.activation === 'Inactive')
      .forEach((c) => flow['channelgroup.request.activate']({ channelId: c.id })),
    {}
  ),
  'channelgroup.request.deactivateall': () => (
    active().forEach((c) => flow['channelgroup.request.deactivate']({ channelId: c.id })),
    {}
  ),
  'channelgroup.request.ready': () => (
    active().forEach((c) => change(c, 'ready', { agentState: 'Ready', reason: null })),
    {}
  ),
  'channelgroup.request.notready': ({ reason }) => (active().forEach((c) => notReady(c, reason)), {}),
  'channel.request.ready': ({ channelId }) => (
    change(one(channelId), 'ready', { agentState: 'Ready', reason: null }),
    {}
  ),
  'channel.request.notready': ({ channelId, reason }) => {
    if (fault('NotReady', channelId)) throw fail(1206, 'SwitchRefused', 'The switch refused.', {});
    notReady(one(channelId), reason);
    return {};
  },
  'channel.request.dial': ({ destination }) => ({
    interactionId: offer('Telephony', destination, null, 'Outbound', 'Dialing'),
  }),
  ...Object.fromEntries(
    Object.entries({
      accept: 'Connected',
      reject: 'Completed',
      hold: 'Held',
      retrieve: 'Connected',
      end: 'Ended',
      complete: 'Completed',
    }).map(([verb, state]) => [`interaction.request.${verb}`, ({ interactionId }) => (move(interactionId, state), {})]),
  ),
};
function gone(cause = 'Agent') {
  for (const c of channels) tell('channel.event.disposed', { channelId: c.id });
  tell('channelgroup.event.disposed');
  tell('session.event.disposed', { cause });
  channels = [];
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const csp =
  "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html";
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  const body = await new Promise((ok) => {
    let s = '';
    request.on('data', (d) => (s += d)).on('end', () => ok(s ? JSON.parse(s) : {}));
  });
  const say = (status, value) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(value && JSON.stringify(value));
  const part = pathname.split('/');
  if (part[1] === 'simulator') {
    try {
      if (part[2] === 'settings') return (Object.assign(set, body), say(204));
      if (part[2] === 'faults') return ((faults = request.method === 'DELETE' ? [] : [...faults, body]), say(204));
      if (part[2] === 'interactions') return (move(part[3], 'Ended'), say(204));
      if (part[4] === 'interactions') {
        const id = offer(body.type, body.party, body.subject);
        return id ? say(201, { interactionId: id }) : say(409, {});
      }
      if (part[4] === 'notready') return (active().forEach((c) => notReady(c)), say(204));
      if (part[4] === 'logout') {
        gone('Switch');
        socket?.close(4003, 'logged out by the switch');
        socket = null;
        return say(204);
      }
      return say(200, {
        loggedIn: !!socket,
        logoutReason: null,
        channels: channels.map((c) => ({
          id: c.id,
          active: c.activation === 'Active',
          ready: c.agentState === 'Ready',
          reason: c.reason?.label ?? null,
        })),
      });
    } catch {
      return say(404, {});
    }
  }
  const file = join('dist', pathname === '/' ? 'index.html' : pathname);
  if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', 'content-security-policy': csp });
  createReadStream(file).pipe(response);
});
new WebSocketServer({ server, path: '/bus', handleProtocols: () => 'his.v1' })
  .on('connection', (ws) => {
    ws.on('message', (data) => {
      const { id, method, params } = JSON.parse(data);
      setTimeout(() => {
        try {
          let result = flow[method](params ?? {});
          if (result === 'login') {
            socket?.close(4001, 'session taken over');
            socket = ws;
            seat = params.agentId;
            sequence = 0;
            channels = fresh();
            tell('session.event.initialized');
            result = { snapshot: snapshot(), resumeToken: randomUUID() };
          }
          const { close, ...rest } = result;
          ws.send(JSON.stringify({ jsonrpc: '2.0', id, result: rest }));
          if (close) (ws.close(...close), (socket = null));
        } catch (error) {
          ws.send(
            JSON.stringify({
              jsonrpc: '2.0',
              id,
              error: error.answer ?? {
                code: -32603,
                message: 'HIS cannot do this just now.',
                data: { failure: 'InternalError' },
              },
            }),
          );
        }
      }, set.latencyMs);
    });
    ws.on('close', () => ws === socket && (socket = null));
  })
  .on('error', () => {});
server.listen(Number(process.env.PORT ?? 5000), '127.0.0.1');
