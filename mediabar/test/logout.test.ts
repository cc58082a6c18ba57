import { beforeEach, describe, expect, it } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { mustGiveReason, phone, snapshotWith } from './support/samples.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { logsIn, logsOut, refuses } from './support/scripted-his.ts';

describe('Logout', () => {
  const fixture = desktopFixture();

  beforeEach(async () => {
    fixture.his.plays(logsIn(snapshotWith({ logoutReason: mustGiveReason })));
    await fixture.desktop.login(alice);
  });

  const screen = () => fixture.until(({ screen }) => screen !== null).then((state) => state.screen!);
  const logouts = () => fixture.his.heard.filter(({ method }) => method === 'session.request.logout');

  it('[1-11] ends in Basic Login, with no data left', async () => {
    fixture.his.plays(logsOut);
    await fixture.desktop.logout();

    expect(fixture.desktop.store.state).toEqual(emptyState);
    expect(logouts()[0]!.params).not.toHaveProperty('reason');
  });

  it('[10] ends even if the connection breaks before the response, once the session is disposed of', async () => {
    fixture.his.plays((connection) => {
      connection.tells('session.event.disposed', { cause: 'AgentRequest' });
      connection.socket.close(1001);
    });
    await fixture.desktop.logout();

    expect(fixture.desktop.store.state).toEqual(emptyState);
  });

  it('[10] shows who ended the session when somebody else was faster', async () => {
    fixture.his.plays((connection) => {
      connection.tells('session.event.disposed', { cause: 'Supervisor' });
      connection.closes(4002);
    });
    await fixture.desktop.logout();

    expect(fixture.desktop.store.state).toEqual({ ...emptyState, ending: 'Supervisor' });
  });

  it('[AF1] asks for the reason and sends the request again with it', async () => {
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), logsOut);
    const done = fixture.desktop.logout();
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: mustGiveReason, notAccepted: false });
    fixture.desktop.answerScreen({ code: 'END' });
    expect(fixture.desktop.store.state.screen).toBeNull();
    await done;

    expect(logouts().map(({ params }) => params['reason'])).toEqual([undefined, { code: 'END' }]);
    expect(logouts()[0]!.params['requestId']).not.toBe(logouts()[1]!.params['requestId']);
    expect(fixture.desktop.store.state.session).toBeNull();
  });

  it('[AF1.2] falls back to the reasons collected at login', async () => {
    fixture.his.plays(refuses('NeedInfo'));
    const done = fixture.desktop.logout();

    expect(await screen()).toMatchObject({ policy: mustGiveReason });
    fixture.desktop.answerScreen(null);
    await done;
  });

  it('[AF1] shows the screen again, with the new list, when the reason was not accepted', async () => {
    const fresh = { ...mustGiveReason, version: '2', reasons: [{ code: 'NEW', label: 'New' }] };
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), refuses('NeedInfo', { reason: fresh }), logsOut);
    const done = fixture.desktop.logout();
    await screen();
    fixture.desktop.answerScreen({ code: 'END' });
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: fresh, notAccepted: true });
    fixture.desktop.answerScreen({ text: 'dentist' });
    await done;

    expect(logouts()[2]!.params['reason']).toEqual({ text: 'dentist' });
  });

  it('[R9] sends nothing when the user cancels', async () => {
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = fixture.desktop.logout();
    await screen();
    fixture.desktop.answerScreen(null);
    await done;

    expect(logouts()).toHaveLength(1);
    expect(fixture.desktop.store.state).toMatchObject({
      notice: null,
      screen: null,
      session: { channels: [phone, {}] },
    });
  });

  it.each(['OngoingInteraction', 'SwitchLogoutFailure', 'InteractionStarted'])(
    '[EF] %s shows what HIS says, and the agent stays logged in',
    async (failure) => {
      fixture.his.plays(refuses(failure, {}, 'In the words of HIS.'));
      await fixture.desktop.logout();

      expect(fixture.desktop.store.state.notice?.failure).toMatchObject({
        name: failure,
        message: 'In the words of HIS.',
      });
      expect(fixture.desktop.store.state.session).not.toBeNull();
      expect(fixture.desktop.store.state.busy.size).toBe(0);
    },
  );

  it.each([
    ['EF2', 'NotReadyFailure'],
    ['EF3', 'DeactivationFailure'],
  ])('[%s] shows what was done, by channel', async (_, failure) => {
    const channels = [{ channelId: 'phone', notReady: true, deactivated: false }];
    fixture.his.plays((connection, request) => {
      connection.tells('channel.event.notready', { channelId: 'phone', cause: 'Logout' });
      refuses(failure, { channelId: 'chat', channels })(connection, request);
    });
    await fixture.desktop.logout();

    expect(fixture.desktop.store.state.notice).toMatchObject({ channelId: 'chat', channels });
    expect(fixture.desktop.store.state.session!.channels.map(({ agentState }) => agentState)).toEqual([
      'NotReady',
      'Ready',
    ]);
  });

  it('is sent once, even if the button is clicked twice', async () => {
    const heard = new Promise<void>((now) => fixture.his.plays(() => now()));
    const clicks = [fixture.desktop.logout(), fixture.desktop.logout()];
    await heard;
    expect(fixture.desktop.store.state.busy.has('logout')).toBe(true);
    fixture.desktop.leave();

    const lost = { ok: false, failure: expect.objectContaining({ name: 'LinkLost' }) };
    expect(await Promise.all(clicks)).toEqual([lost, lost]);
    expect(logouts()).toHaveLength(1);
  });

  it('closes its screen when the session ends', async () => {
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = fixture.desktop.logout();
    await screen();
    fixture.his.connection.closes(4003);
    await done;

    expect(fixture.desktop.store.state).toEqual({ ...emptyState, ending: 'LoggedOutBySwitch' });
    expect(logouts()).toHaveLength(1);
  });
});
