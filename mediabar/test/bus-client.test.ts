import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusClient } from '../src/bus/bus-client.ts';
import { PendingRequests } from '../src/bus/pending-requests.ts';
import type { Closing } from '../src/bus/closing.ts';
import type { BusEvent } from '../src/bus/wire.ts';
import { answers, isSilent, refuses, ScriptedHis, webSocket } from './support/scripted-his.ts';

describe('The bus client', () => {
  let his: ScriptedHis;
  let events: BusEvent[];
  let closed: Promise<Closing>;
  let client: BusClient;

  beforeEach(async () => {
    his = await ScriptedHis.start();
    events = [];
    closed = new Promise((onClosed) => {
      client = new BusClient({ url: his.url, webSocket, onEvent: (event) => events.push(event), onClosed });
    });
  });

  afterEach(async () => {
    vi.useRealTimers();
    client.close();
    await his.stop();
  });

  it('speaks his.v1 and JSON-RPC 2.0, with a new requestId for every request', async () => {
    his.plays(answers(), answers());
    await client.connect();
    await client.request('session.request.ping', {});
    await client.request('channel.request.ready', { channelId: 'phone' });

    expect(his.protocols).toEqual(['his.v1']);
    const [first, second] = his.heard;
    expect(second).toMatchObject({ jsonrpc: '2.0', method: 'channel.request.ready', params: { channelId: 'phone' } });
    expect(first!.params['requestId']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second!.params['requestId']).not.toBe(first!.params['requestId']);
    expect(second!.id).not.toBe(first!.id);
  });

  it('matches responses to requests in any order', async () => {
    his.plays(isSilent, (connection, second) => {
      connection.says({ jsonrpc: '2.0', id: second.id, result: { interactionId: 'second' } });
      connection.says({ jsonrpc: '2.0', id: his.heard[0]!.id, result: { interactionId: 'first' } });
    });
    await client.connect();
    const dial = (destination: string) => client.request('channel.request.dial', { channelId: 'phone', destination });
    const both = await Promise.all([dial('1'), dial('2')]);

    expect(both.map((answer) => answer.ok && answer.result.interactionId)).toEqual(['first', 'second']);
  });

  it('delivers the events of a request before its response', async () => {
    his.plays((connection, { id }) => {
      connection.tells('channel.event.ready', { channelId: 'phone' }).says({ jsonrpc: '2.0', id, result: {} });
    });
    await client.connect();
    await client.request('channel.request.ready', { channelId: 'phone' });

    expect(events.map(({ method }) => method)).toEqual(['channel.event.ready']);
  });

  it('passes a failure on with the message of HIS', async () => {
    his.plays(refuses('NotReadyFailure', { channelId: 'phone' }, 'The switch did not answer.'));
    await client.connect();
    const answer = await client.request('session.request.logout', {});

    expect(answer).toMatchObject({
      ok: false,
      failure: { name: 'NotReadyFailure', message: 'The switch did not answer.', data: { channelId: 'phone' } },
    });
  });

  it('ignores invalid messages', async () => {
    his.plays((connection, { id }) => {
      for (const nonsense of [
        '',
        '{',
        '[]',
        '7',
        'null',
        '{"id":1}',
        '{"method":"x"}',
        '{"method":"x","params":null}',
      ]) {
        connection.says(nonsense);
      }
      connection.says({ jsonrpc: '2.0', id, result: {} });
    });
    await client.connect();

    expect((await client.request('channelgroup.request.ready', {})).ok).toBe(true);
    expect(events).toEqual([]);
  });

  it('completes a request at its timeout, and ignores a late response', async () => {
    his.plays(isSilent, (connection, { id }) => {
      connection.says({ jsonrpc: '2.0', id: his.heard[0]!.id, result: { late: true } });
      connection.says({ jsonrpc: '2.0', id, result: {} });
    });
    await client.connect();
    const slow = await client.request('channelgroup.request.ready', {}, 1);

    expect(slow).toMatchObject({ ok: false, failure: { name: 'TimedOut' } });
    expect((await client.request('channelgroup.request.ready', {})).ok).toBe(true);
  });

  it('completes every request when the link is lost', async () => {
    his.plays(isSilent, (connection) => connection.closes(1001));
    await client.connect();
    const both = await Promise.all([
      client.request('channelgroup.request.ready', {}),
      client.request('channelgroup.request.ready', {}),
    ]);

    expect(both.map((answer) => !answer.ok && answer.failure.name)).toEqual(['LinkLost', 'LinkLost']);
    expect(await closed).toMatchObject({ code: 1001, ending: 'LinkLost', mayResume: true });
    expect(await client.request('session.request.ping', {})).toMatchObject({
      ok: false,
      failure: { name: 'LinkLost' },
    });
  });

  it.each([
    [1000, 'LoggedOut', false],
    [4001, 'TakenOver', false],
    [4002, 'LoggedOutBySupervisor', false],
    [4003, 'LoggedOutBySwitch', false],
    [4004, 'PresenceLost', false],
    [4005, 'LinkLost', true],
    [4006, 'ResumedElsewhere', false],
    [1008, 'Refused', false],
  ])('maps the close code %i', async (code, ending, mayResume) => {
    await client.connect();
    his.connection.closes(code);

    expect(await closed).toEqual({ code, ending, mayResume });
  });

  it('reports that HIS cannot be reached, not a lost link', async () => {
    await his.stop();
    const told = vi.fn();
    const other = new BusClient({ url: 'ws://127.0.0.1:9/bus', webSocket, onClosed: told });

    expect(await other.connect()).toBe(false);
    expect(told).not.toHaveBeenCalled();
    his = await ScriptedHis.start();
  });

  it('closes a link that is still opening once it is open', async () => {
    const opening = client.connect();
    client.close();

    expect(await opening).toBe(false);
    await vi.waitFor(() => expect(his.first?.closedWith).toBe(1000), 30_000);
    expect(client.connected).toBe(false);
  });

  it('aborts the link when HIS does not answer a probe', async () => {
    his.plays(isSilent);
    await client.connect();
    await client.probe(1);

    expect(await closed).toMatchObject({ ending: 'LinkLost', mayResume: true });
    expect(client.connected).toBe(false);
  });

  it('probes the link after a long silence', async () => {
    const pinged = new Promise<void>((heard) => his.plays(() => heard()));
    client = new BusClient({ url: his.url, webSocket, quietMs: 1 });
    await client.connect();
    await pinged;

    expect(his.methods[0]).toBe('session.request.ping');
  });
});

describe('A pending request', () => {
  it('is removed with its answer, from whatever source', async () => {
    const questions = new PendingRequests();
    const asked = [questions.add(60_000), questions.add(1), questions.add(60_000)];
    questions.complete({ id: 1, result: {} });
    await asked[1]!.answer;
    expect(questions.count).toBe(1);
    questions.abort();

    expect(questions.count).toBe(0);
    expect(await asked[2]!.answer).toMatchObject({ failure: { name: 'LinkLost' } });
  });
});
