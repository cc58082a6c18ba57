import { describe, expect, it } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { call, mustGiveReason, phone, snapshotWith } from './samples.ts';
import { alice, atTheDesk } from './at-the-desk.ts';
import { answers, logsIn, refuses } from './scripted-his.ts';

const stage = atTheDesk();

describe('Basic Login', () => {
  it('takes the snapshot for the truth, and its sequence for the last one', async () => {
    stage.his.plays(logsIn(snapshotWith({ sequence: 9 })));
    await stage.desk.login(alice);

    expect(stage.desk.store.state.session).toMatchObject({
      sequence: 9,
      gap: false,
      channels: [{ id: 'phone' }, { id: 'chat' }],
    });
    expect(stage.his.heard[0]!.params).toMatchObject({ ...alice, locale: 'de' });
    expect(JSON.stringify(stage.desk.store.state)).not.toContain('secret');
  });

  it('[AF1] asks before it takes over, and only then overrides', async () => {
    stage.his.plays(refuses('AlreadyLoggedIn'), logsIn(snapshotWith()));
    const done = stage.desk.login(alice);
    await stage.until(({ screen }) => screen?.kind === 'TakeOver');
    stage.desk.answer({});
    await done;

    expect(stage.his.heard.map(({ params }) => params['override'])).toEqual([undefined, true]);
    expect(stage.desk.store.state.session).not.toBeNull();
  });

  it('[AF1] changes nothing when the user does not want to', async () => {
    stage.his.plays(refuses('AlreadyLoggedIn'));
    const done = stage.desk.login(alice);
    await stage.until(({ screen }) => screen?.kind === 'TakeOver');
    stage.desk.answer(null);
    await done;

    expect(stage.his.heard).toHaveLength(1);
    expect(stage.desk.store.state).toEqual(emptyState);
  });

  it('[EF1] shows what HIS says, and closes the connection', async () => {
    stage.his.plays(refuses('InvalidCredentials', {}, 'Wrong.'));
    await stage.desk.login(alice);

    expect(stage.desk.store.state).toMatchObject({
      session: null,
      link: 'None',
      notice: { failure: { message: 'Wrong.' } },
    });
  });

  it('[EF1] says that HIS cannot be reached', async () => {
    stage.desk.options.url = 'ws://127.0.0.1:9/bus';
    await stage.desk.login(alice);

    expect(stage.desk.store.state.notice?.failure.name).toBe('Unreachable');
  });

  it('[EF1] says so when HIS closes the door', async () => {
    stage.his.plays((connection) => connection.closes(1008));
    await stage.desk.login(alice);

    expect(stage.desk.store.state).toEqual({ ...emptyState, ending: 'Refused' });
  });
});

describe('A logged-in agent', () => {
  const loggedInWith = async (...given: Parameters<typeof snapshotWith>) => {
    stage.his.plays(logsIn(snapshotWith(...given)));
    await stage.desk.login(alice);
  };
  const last = () => stage.his.heard.at(-1)!;

  it.each([
    [() => stage.desk.ready(), 'channelgroup.request.ready', {}],
    [() => stage.desk.ready('phone'), 'channel.request.ready', { channelId: 'phone' }],
    [() => stage.desk.notReady(), 'channelgroup.request.notready', {}],
    [() => stage.desk.notReady('phone'), 'channel.request.notready', { channelId: 'phone' }],
    [() => stage.desk.activate('phone'), 'channelgroup.request.activate', { channelId: 'phone' }],
    [() => stage.desk.deactivate('phone'), 'channelgroup.request.deactivate', { channelId: 'phone' }],
    [() => stage.desk.activateAll(), 'channelgroup.request.activateall', {}],
    [() => stage.desk.deactivateAll(), 'channelgroup.request.deactivateall', {}],
    [
      () => stage.desk.dial(' +49 (0)30/55-01.42 '),
      'channel.request.dial',
      { channelId: 'phone', destination: '+4930550142' },
    ],
    [
      () => stage.desk.transfer('call-1', '\u202a+49 (0)30\u2011200\u202c'),
      'interaction.request.transfer',
      { interactionId: 'call-1', destination: '+4930200' },
    ],
    [
      () => stage.desk.consult('call-1', 'tel:٢٠٠;ext=1'),
      'interaction.request.consult',
      { interactionId: 'call-1', destination: '200' },
    ],
    [
      () => stage.desk.sendDigits('call-1', '1#A'),
      'interaction.request.senddigits',
      { interactionId: 'call-1', digits: '1#A' },
    ],
    [
      () => stage.desk.act('completetransfer', 'call-1'),
      'interaction.request.completetransfer',
      { interactionId: 'call-1' },
    ],
    [() => stage.desk.act('hold', 'call-1'), 'interaction.request.hold', { interactionId: 'call-1' }],
  ])('asks HIS for each thing by its name (%#)', async (act, method, params) => {
    await loggedInWith();
    stage.his.plays(answers());
    await act();

    expect(last().method).toBe(method);
    expect(last().params).toEqual({ requestId: expect.any(String), ...params });
    expect(stage.desk.store.state).toMatchObject({ notice: null, busy: new Set() });
  });

  it('sends every key in its order, though it is pressed while others are on their way', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    stage.desk.toggle('keypad', call.id);
    stage.his.plays(answers(), answers());
    const first = stage.desk.sendDigits(call.id, '1');
    void stage.desk.sendDigits(call.id, '2');
    void stage.desk.sendDigits(call.id, '#');
    await first;

    expect(stage.his.heard.slice(1).map(({ params }) => params['digits'])).toEqual(['1', '2#']);
    expect(stage.desk.store.state.panel).toEqual({ kind: 'keypad', interactionId: call.id, sent: '12#' });
  });

  it('sends no more keys once one was refused', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    stage.his.plays(refuses('InvalidState'));
    const first = stage.desk.sendDigits(call.id, '1');
    void stage.desk.sendDigits(call.id, '2');
    await first;

    expect(stage.his.heard.slice(1).map(({ params }) => params['digits'])).toEqual(['1']);
    expect(stage.desk.store.state.notice?.failure.name).toBe('InvalidState');
  });

  it('keeps the form of a transfer that was refused, and closes that of one that was not', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    stage.desk.toggle('transfer', call.id);
    stage.his.plays(refuses('Forbidden'), answers());
    await stage.desk.transfer(call.id, '0900');
    expect(stage.desk.store.state).toMatchObject({
      panel: { kind: 'transfer' },
      notice: { failure: { name: 'Forbidden' } },
    });

    await stage.desk.consult(call.id, '200');
    expect(stage.desk.store.state.panel).toBeNull();
  });

  it('is warned of a telephone that is not registered', async () => {
    const snapshot = snapshotWith();
    stage.his.plays((his, { id }) => {
      his.says({ jsonrpc: '2.0', id, result: { snapshot, resumeToken: 't', warnings: ['EndpointNotRegistered'] } });
    });
    await stage.desk.login(alice);

    expect(stage.desk.store.state.session).not.toBeNull();
    expect(stage.desk.store.state.notice?.failure.name).toBe('EndpointNotRegistered');
  });

  it('is asked for a Not Ready reason where there are some, and may do without where it is optional', async () => {
    await loggedInWith({ notReadyReason: { ...mustGiveReason, requirement: 'Optional' } });
    stage.his.plays(answers());
    const done = stage.desk.notReady('phone');
    await stage.until(({ screen }) => screen?.kind === 'NotReadyReason');
    stage.desk.answer({});
    await done;

    expect(last().params).not.toHaveProperty('reason');
  });

  it('is asked again for a Not Ready reason that was not accepted', async () => {
    await loggedInWith();
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), answers());
    const done = stage.desk.notReady();
    await stage.until(({ screen }) => screen?.kind === 'NotReadyReason');
    stage.desk.answer({ code: 'END' });
    await done;

    expect(last().params['reason']).toEqual({ code: 'END' });
  });

  it('is told of a refusal in the words of HIS', async () => {
    await loggedInWith();
    stage.his.plays(refuses('ActivationFailure', { channelId: 'phone' }, 'No.'));
    await stage.desk.activate('phone');

    expect(stage.desk.store.state.notice).toMatchObject({ failure: { message: 'No.' }, channelId: 'phone' });
  });

  it('is not bothered about a call that ended before the click arrived', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    stage.his.plays((connection, request) => {
      connection.tells('interaction.event.completed', { channelId: 'phone', interactionId: call.id });
      refuses('UnknownInteraction')(connection, request);
    });
    await stage.desk.act('end', call.id);

    expect(stage.desk.store.state.notice).toBeNull();
  });

  it('is not kept from logging out by wrap-up, where HIS says so', async () => {
    stage.his.plays(logsIn(snapshotWith({ channels: [{ ...phone, interactions: [{ ...call, state: 'Ended' }] }] })));
    stage.his.plays(answers({ possible: true, blockers: [] }));
    await stage.desk.login(alice);
    const { session } = await stage.until((state) => state.session?.blockers !== undefined);

    expect(session!.blockers).toEqual([]);
    expect(stage.his.methods).toEqual(['session.request.login', 'session.request.logoutplan']);
  });

  it.each([
    [4001, 'TakenOver'],
    [4002, 'LoggedOutBySupervisor'],
    [4003, 'LoggedOutBySwitch'],
    [4004, 'PresenceLost'],
    [4006, 'ResumedElsewhere'],
    [1008, 'Refused'],
  ] as const)('is brought to Basic Login by the closing code %i, which says why', async (code, ending) => {
    await loggedInWith();
    stage.his.connection.closes(code);

    expect(await stage.until(({ session }) => session === null)).toEqual({ ...emptyState, ending });
  });
});
