import { describe, expect, it } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { call, mustGiveReason, phone, snapshotWith } from './support/samples.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { answers, logsIn, refuses } from './support/scripted-his.ts';

const fixture = desktopFixture();

describe('Basic Login', () => {
  it('applies the snapshot and its sequence', async () => {
    fixture.his.plays(logsIn(snapshotWith({ sequence: 9 })));
    await fixture.desktop.login(alice);

    expect(fixture.desktop.store.state.session).toMatchObject({
      sequence: 9,
      gap: false,
      channels: [{ id: 'phone' }, { id: 'chat' }],
    });
    expect(fixture.his.heard[0]!.params).toMatchObject({ ...alice, locale: 'de' });
    expect(JSON.stringify(fixture.desktop.store.state)).not.toContain('secret');
  });

  it('[AF1] asks before it takes over', async () => {
    fixture.his.plays(refuses('AlreadyLoggedIn'), logsIn(snapshotWith()));
    const done = fixture.desktop.login(alice);
    await fixture.until(({ screen }) => screen?.kind === 'TakeOver');
    fixture.desktop.answerScreen({});
    await done;

    expect(fixture.his.heard.map(({ params }) => params['override'])).toEqual([undefined, true]);
    expect(fixture.desktop.store.state.session).not.toBeNull();
  });

  it('[AF1] changes nothing when the user cancels', async () => {
    fixture.his.plays(refuses('AlreadyLoggedIn'));
    const done = fixture.desktop.login(alice);
    await fixture.until(({ screen }) => screen?.kind === 'TakeOver');
    fixture.desktop.answerScreen(null);
    await done;

    expect(fixture.his.heard).toHaveLength(1);
    expect(fixture.desktop.store.state).toEqual(emptyState);
  });

  it('[EF1] shows the message of HIS and closes the connection', async () => {
    fixture.his.plays(refuses('InvalidCredentials', {}, 'Wrong.'));
    await fixture.desktop.login(alice);

    expect(fixture.desktop.store.state).toMatchObject({
      session: null,
      link: 'None',
      notice: { failure: { message: 'Wrong.' } },
    });
  });

  it('[EF1] shows that HIS cannot be reached', async () => {
    fixture.desktop.options.url = 'ws://127.0.0.1:9/bus';
    await fixture.desktop.login(alice);

    expect(fixture.desktop.store.state.notice?.failure.name).toBe('Unreachable');
  });

  it('[EF1] shows that HIS closed the connection', async () => {
    fixture.his.plays((connection) => connection.closes(1008));
    await fixture.desktop.login(alice);

    expect(fixture.desktop.store.state).toEqual({ ...emptyState, ending: 'Refused' });
  });
});

describe('A logged-in agent', () => {
  const loggedInWith = async (...given: Parameters<typeof snapshotWith>) => {
    fixture.his.plays(logsIn(snapshotWith(...given)));
    await fixture.desktop.login(alice);
  };
  const last = () => fixture.his.heard.at(-1)!;

  it.each([
    [() => fixture.desktop.ready(), 'channelgroup.request.ready', {}],
    [() => fixture.desktop.ready('phone'), 'channel.request.ready', { channelId: 'phone' }],
    [() => fixture.desktop.notReady(), 'channelgroup.request.notready', {}],
    [() => fixture.desktop.notReady('phone'), 'channel.request.notready', { channelId: 'phone' }],
    [() => fixture.desktop.activate('phone'), 'channelgroup.request.activate', { channelId: 'phone' }],
    [() => fixture.desktop.deactivate('phone'), 'channelgroup.request.deactivate', { channelId: 'phone' }],
    [() => fixture.desktop.activateAll(), 'channelgroup.request.activateall', {}],
    [() => fixture.desktop.deactivateAll(), 'channelgroup.request.deactivateall', {}],
    [
      () => fixture.desktop.dial(' +49 (0)30/55-01.42 '),
      'channel.request.dial',
      { channelId: 'phone', destination: '+4930550142' },
    ],
    [
      () => fixture.desktop.transfer('call-1', '\u202a+49 (0)30\u2011200\u202c'),
      'interaction.request.transfer',
      { interactionId: 'call-1', destination: '+4930200' },
    ],
    [
      () => fixture.desktop.consult('call-1', 'tel:٢٠٠;ext=1'),
      'interaction.request.consult',
      { interactionId: 'call-1', destination: '200' },
    ],
    [
      () => fixture.desktop.sendDigits('call-1', '1#A'),
      'interaction.request.senddigits',
      { interactionId: 'call-1', digits: '1#A' },
    ],
    [
      () => fixture.desktop.sendInteractionCommand('completetransfer', 'call-1'),
      'interaction.request.completetransfer',
      { interactionId: 'call-1' },
    ],
    [
      () => fixture.desktop.sendInteractionCommand('hold', 'call-1'),
      'interaction.request.hold',
      { interactionId: 'call-1' },
    ],
  ])('sends the request of each command (%#)', async (act, method, params) => {
    await loggedInWith();
    fixture.his.plays(answers());
    await act();

    expect(last().method).toBe(method);
    expect(last().params).toEqual({ requestId: expect.any(String), ...params });
    expect(fixture.desktop.store.state).toMatchObject({ notice: null, busy: new Set() });
  });

  it('sends every key in order, even if pressed during a request', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    fixture.desktop.togglePanel('keypad', call.id);
    fixture.his.plays(answers(), answers());
    await Promise.all(['1', '2', '#'].map((key) => fixture.desktop.sendDigits(call.id, key)));

    expect(fixture.his.heard.slice(1).map(({ params }) => params['digits'])).toEqual(['1', '2#']);
    expect(fixture.desktop.store.state.panel).toEqual({ kind: 'keypad', interactionId: call.id, sent: '12#' });
  });

  it('drops the remaining keys after a refusal', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    fixture.his.plays(refuses('InvalidState'));
    await Promise.all(['1', '2'].map((key) => fixture.desktop.sendDigits(call.id, key)));

    expect(fixture.his.heard.slice(1).map(({ params }) => params['digits'])).toEqual(['1']);
    expect(fixture.desktop.store.state.notice?.failure.name).toBe('InvalidState');
  });

  it('keeps the transfer form open after a refusal, and closes it after a success', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    fixture.desktop.togglePanel('transfer', call.id);
    fixture.his.plays(refuses('Forbidden'), answers());
    await fixture.desktop.transfer(call.id, '0900');
    expect(fixture.desktop.store.state).toMatchObject({
      panel: { kind: 'transfer' },
      notice: { failure: { name: 'Forbidden' } },
    });

    await fixture.desktop.consult(call.id, '200');
    expect(fixture.desktop.store.state.panel).toBeNull();
  });

  it('is warned of a telephone that is not registered', async () => {
    const snapshot = snapshotWith();
    fixture.his.plays((his, { id }) => {
      his.says({ jsonrpc: '2.0', id, result: { snapshot, resumeToken: 't', warnings: ['EndpointNotRegistered'] } });
    });
    await fixture.desktop.login(alice);

    expect(fixture.desktop.store.state.session).not.toBeNull();
    expect(fixture.desktop.store.state.notice?.failure.name).toBe('EndpointNotRegistered');
  });

  it('is asked for a Not Ready reason if there are any, and may omit an optional one', async () => {
    await loggedInWith({ notReadyReason: { ...mustGiveReason, requirement: 'Optional' } });
    fixture.his.plays(answers());
    const done = fixture.desktop.notReady('phone');
    await fixture.until(({ screen }) => screen?.kind === 'NotReadyReason');
    fixture.desktop.answerScreen({});
    await done;

    expect(last().params).not.toHaveProperty('reason');
  });

  it('is asked again after a Not Ready reason was not accepted', async () => {
    await loggedInWith();
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), answers());
    const done = fixture.desktop.notReady();
    await fixture.until(({ screen }) => screen?.kind === 'NotReadyReason');
    fixture.desktop.answerScreen({ code: 'END' });
    await done;

    expect(last().params['reason']).toEqual({ code: 'END' });
  });

  it('sees a refusal with the message of HIS', async () => {
    await loggedInWith();
    fixture.his.plays(refuses('ActivationFailure', { channelId: 'phone' }, 'No.'));
    await fixture.desktop.activate('phone');

    expect(fixture.desktop.store.state.notice).toMatchObject({ failure: { message: 'No.' }, channelId: 'phone' });
  });

  it('sees no failure for a call that ended before the click arrived', async () => {
    await loggedInWith({ channels: [{ ...phone, interactions: [call] }] });
    fixture.his.plays((connection, request) => {
      connection.tells('interaction.event.completed', { channelId: 'phone', interactionId: call.id });
      refuses('UnknownInteraction')(connection, request);
    });
    await fixture.desktop.sendInteractionCommand('end', call.id);

    expect(fixture.desktop.store.state.notice).toBeNull();
  });

  it('can log out during wrap-up if HIS allows it', async () => {
    fixture.his.plays(logsIn(snapshotWith({ channels: [{ ...phone, interactions: [{ ...call, state: 'Ended' }] }] })));
    fixture.his.plays(answers({ possible: true, blockers: [] }));
    await fixture.desktop.login(alice);
    const { session } = await fixture.until((state) => state.session?.blockers !== undefined);

    expect(session!.blockers).toEqual([]);
    expect(fixture.his.methods).toEqual(['session.request.login', 'session.request.logoutplan']);
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
    fixture.his.connection.closes(code);

    expect(await fixture.until(({ session }) => session === null)).toEqual({ ...emptyState, ending });
  });
});
