import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../src/desk.ts';
import { emptyState, type BarState } from '../src/state/model.ts';
import { call, mustGiveReason, phone, snapshotWith } from './samples.ts';
import { answers, logsIn, refuses, ScriptedHis, webSocket } from './scripted-his.ts';

const alice = { agentId: 'alice', password: 'secret' };
let his: ScriptedHis;
let desk: Desk;

beforeEach(async () => {
  his = await ScriptedHis.start();
  desk = new Desk({ url: his.url, webSocket, locale: 'de' });
});

afterEach(async () => {
  desk.leave();
  await his.stop();
});

const until = (wanted: (state: BarState) => boolean) =>
  new Promise<BarState>((found) => {
    const look = (state: BarState) => wanted(state) && (stop(), found(state));
    const stop = desk.store.subscribe(look);
    look(desk.store.state);
  });

describe('Basic Login', () => {
  it('takes the snapshot for the truth, and its sequence for the last one', async () => {
    his.plays(logsIn(snapshotWith({ sequence: 9 })));
    await desk.login(alice);

    expect(desk.store.state.session).toMatchObject({
      sequence: 9,
      gap: false,
      channels: [{ id: 'phone' }, { id: 'chat' }],
    });
    expect(his.heard[0]!.params).toMatchObject({ ...alice, locale: 'de' });
    expect(JSON.stringify(desk.store.state)).not.toContain('secret');
  });

  it('[AF1] asks before it takes over, and only then overrides', async () => {
    his.plays(refuses('AlreadyLoggedIn'), logsIn(snapshotWith()));
    const done = desk.login(alice);
    await until(({ screen }) => screen?.kind === 'TakeOver');
    desk.answer({});
    await done;

    expect(his.heard.map(({ params }) => params['override'])).toEqual([undefined, true]);
    expect(desk.store.state.session).not.toBeNull();
  });

  it('[AF1] changes nothing when the user does not want to', async () => {
    his.plays(refuses('AlreadyLoggedIn'));
    const done = desk.login(alice);
    await until(({ screen }) => screen?.kind === 'TakeOver');
    desk.answer(null);
    await done;

    expect(his.heard).toHaveLength(1);
    expect(desk.store.state).toEqual(emptyState);
  });

  it('[EF1] shows what HIS says, and closes the connection', async () => {
    his.plays(refuses('InvalidCredentials', {}, 'Wrong.'));
    await desk.login(alice);

    expect(desk.store.state).toMatchObject({ session: null, link: 'None', notice: { failure: { message: 'Wrong.' } } });
  });

  it('[EF1] says that HIS cannot be reached', async () => {
    desk.options.url = 'ws://127.0.0.1:9/bus';
    await desk.login(alice);

    expect(desk.store.state.notice?.failure.name).toBe('Unreachable');
  });

  it('[EF1] says so when HIS closes the door', async () => {
    his.plays((connection) => connection.closes(1008));
    await desk.login(alice);

    expect(desk.store.state).toEqual({ ...emptyState, ending: 'Refused' });
  });
});

describe('A logged-in agent', () => {
  const loggedInWith = async (...given: Parameters<typeof snapshotWith>) => {
    his.plays(logsIn(snapshotWith(...given)));
    await desk.login(alice);
  };
  const last = () => his.heard.at(-1)!;

  it.each([
    [() => desk.ready(), 'channelgroup.request.ready', {}],
    [() => desk.ready('phone'), 'channel.request.ready', { channelId: 'phone' }],
    [() => desk.notReady(), 'channelgroup.request.notready', {}],
    [() => desk.notReady('phone'), 'channel.request.notready', { channelId: 'phone' }],
    [() => desk.activate('phone'), 'channelgroup.request.activate', { channelId: 'phone' }],
    [() => desk.deactivate('phone'), 'channelgroup.request.deactivate', { channelId: 'phone' }],
    [() => desk.activateAll(), 'channelgroup.request.activateall', {}],
    [() => desk.deactivateAll(), 'channelgroup.request.deactivateall', {}],
    [
      () => desk.dial(' +49 (0)30/55-01.42 '),
      'channel.request.dial',
      { channelId: 'phone', destination: '+49030550142' },
    ],
    [() => desk.act('hold', 'call-1'), 'interaction.request.hold', { interactionId: 'call-1' }],
  ])('asks HIS for each thing by its name (%#)', async (act, method, params) => {
    await loggedInWith();
    his.plays(answers());
    await act();

    expect(last().method).toBe(method);
    expect(last().params).toEqual({ requestId: expect.any(String), ...params });
    expect(desk.store.state).toMatchObject({ notice: null, busy: new Set() });
  });

  it('is asked for a Not Ready reason where there are some, and may do without where it is optional', async () => {
    await loggedInWith({ notReadyReason: { ...mustGiveReason, requirement: 'Optional' } });
    his.plays(answers());
    const done = desk.notReady('phone');
    await until(({ screen }) => screen?.kind === 'NotReadyReason');
    desk.answer({});
    await done;

    expect(last().params).not.toHaveProperty('reason');
  });

  it('is asked again for a Not Ready reason that was not accepted', async () => {
    await loggedInWith();
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }), answers());
    const done = desk.notReady();
    await until(({ screen }) => screen?.kind === 'NotReadyReason');
    desk.answer({ code: 'END' });
    await done;

    expect(last().params['reason']).toEqual({ code: 'END' });
  });

  it('is told of a refusal in the words of HIS', async () => {
    await loggedInWith();
    his.plays(refuses('ActivationFailure', { channelId: 'phone' }, 'No.'));
    await desk.activate('phone');

    expect(desk.store.state.notice).toMatchObject({ failure: { message: 'No.' }, channelId: 'phone' });
  });

  it('is not bothered about a call that ended before the click arrived', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    his.plays((connection, request) => {
      connection.tells('interaction.event.completed', { channelId: 'phone', interactionId: call.id });
      refuses('UnknownInteraction')(connection, request);
    });
    await desk.act('end', call.id);

    expect(desk.store.state.notice).toBeNull();
  });

  it('is not kept from logging out by wrap-up, where HIS says so', async () => {
    his.plays(logsIn(snapshotWith({ channels: [{ ...phone, interactions: [{ ...call, state: 'Ended' }] }] })));
    his.plays(answers({ possible: true, blockers: [] }));
    await desk.login(alice);
    const { session } = await until((state) => state.session?.blockers !== undefined);

    expect(session!.blockers).toEqual([]);
    expect(his.methods).toEqual(['session.request.login', 'session.request.logoutplan']);
  });

  it.each([
    [4001, 'TakenOver'],
    [4002, 'LoggedOutBySupervisor'],
    [4003, 'LoggedOutBySwitch'],
    [4004, 'PresenceLost'],
    [4005, 'LinkLost'],
    [1001, 'LinkLost'],
    [1008, 'Refused'],
  ] as const)('is brought to Basic Login by the closing code %i, which says why', async (code, ending) => {
    await loggedInWith();
    his.connection.closes(code);

    expect(await until(({ session }) => session === null)).toEqual({ ...emptyState, ending });
  });
});
