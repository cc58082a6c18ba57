import { beforeEach, describe, expect, it } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { mustGiveReason, phone, snapshotWith } from './samples.ts';
import { alice, atTheDesk } from './at-the-desk.ts';
import { logsIn, logsOut, refuses } from './scripted-his.ts';

describe('Logout', () => {
  const stage = atTheDesk();

  beforeEach(async () => {
    stage.his.plays(logsIn(snapshotWith({ logoutReason: mustGiveReason })));
    await stage.desk.login(alice);
  });

  const screen = () => stage.until(({ screen }) => screen !== null).then((state) => state.screen!);
  const logouts = () => stage.his.heard.filter(({ method }) => method === 'session.request.logout');

  it('[1-11] ends in Basic Login, with nothing left of anybody', async () => {
    stage.his.plays(logsOut);
    await stage.desk.logout();

    expect(stage.desk.store.state).toEqual(emptyState);
    expect(logouts()[0]!.params).not.toHaveProperty('reason');
  });

  it('[10] is over even if the connection breaks before the answer, once the session is disposed of', async () => {
    stage.his.plays((connection) => {
      connection.tells('session.event.disposed', { cause: 'AgentRequest' });
      connection.socket.close(1001);
    });
    await stage.desk.logout();

    expect(stage.desk.store.state).toEqual(emptyState);
  });

  it('[10] says who did it when somebody else was faster', async () => {
    stage.his.plays((connection) => {
      connection.tells('session.event.disposed', { cause: 'Supervisor' });
      connection.closes(4002);
    });
    await stage.desk.logout();

    expect(stage.desk.store.state).toEqual({ ...emptyState, ending: 'Supervisor' });
  });

  it('[AF1] asks for the reason it needs, and sends the request again with it', async () => {
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), logsOut);
    const done = stage.desk.logout();
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: mustGiveReason, notAccepted: false });
    stage.desk.answer({ code: 'END' });
    expect(stage.desk.store.state.screen).toBeNull();
    await done;

    expect(logouts().map(({ params }) => params['reason'])).toEqual([undefined, { code: 'END' }]);
    expect(logouts()[0]!.params['requestId']).not.toBe(logouts()[1]!.params['requestId']);
    expect(stage.desk.store.state.session).toBeNull();
  });

  it('[AF1.2] falls back on the reasons collected at login', async () => {
    stage.his.plays(refuses('NeedInfo'));
    const done = stage.desk.logout();

    expect(await screen()).toMatchObject({ policy: mustGiveReason });
    stage.desk.answer(null);
    await done;
  });

  it('[AF1] shows the screen again, with the fresh list, when the reason was not accepted', async () => {
    const fresh = { ...mustGiveReason, version: '2', reasons: [{ code: 'NEW', label: 'New' }] };
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }), refuses('NeedInfo', { reason: fresh }), logsOut);
    const done = stage.desk.logout();
    await screen();
    stage.desk.answer({ code: 'END' });
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: fresh, notAccepted: true });
    stage.desk.answer({ text: 'dentist' });
    await done;

    expect(logouts()[2]!.params['reason']).toEqual({ text: 'dentist' });
  });

  it('[R9] sends nothing when the user cancels', async () => {
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = stage.desk.logout();
    await screen();
    stage.desk.answer(null);
    await done;

    expect(logouts()).toHaveLength(1);
    expect(stage.desk.store.state).toMatchObject({ notice: null, screen: null, session: { channels: [phone, {}] } });
  });

  it.each(['OngoingInteraction', 'SwitchLogoutFailure', 'InteractionStarted'])(
    '[EF] %s shows what HIS says, and the agent stays logged in',
    async (failure) => {
      stage.his.plays(refuses(failure, {}, 'In the words of HIS.'));
      await stage.desk.logout();

      expect(stage.desk.store.state.notice?.failure).toMatchObject({ name: failure, message: 'In the words of HIS.' });
      expect(stage.desk.store.state.session).not.toBeNull();
      expect(stage.desk.store.state.busy.size).toBe(0);
    },
  );

  it.each([
    ['EF2', 'NotReadyFailure'],
    ['EF3', 'DeactivationFailure'],
  ])('[%s] keeps what was done, channel by channel', async (_, failure) => {
    const channels = [{ channelId: 'phone', notReady: true, deactivated: false }];
    stage.his.plays((connection, request) => {
      connection.tells('channel.event.notready', { channelId: 'phone', cause: 'Logout' });
      refuses(failure, { channelId: 'chat', channels })(connection, request);
    });
    await stage.desk.logout();

    expect(stage.desk.store.state.notice).toMatchObject({ channelId: 'chat', channels });
    expect(stage.desk.store.state.session!.channels.map(({ agentState }) => agentState)).toEqual(['NotReady', 'Ready']);
  });

  it('is sent once, however often the button is clicked', async () => {
    const heard = new Promise<void>((now) => stage.his.plays(() => now()));
    const clicks = [stage.desk.logout(), stage.desk.logout()];
    await heard;
    expect(stage.desk.store.state.busy.has('logout')).toBe(true);
    stage.desk.leave();

    const lost = { ok: false, failure: expect.objectContaining({ name: 'LinkLost' }) };
    expect(await Promise.all(clicks)).toEqual([lost, lost]);
    expect(logouts()).toHaveLength(1);
  });

  it('closes its screen when the session ends meanwhile', async () => {
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = stage.desk.logout();
    await screen();
    stage.his.connection.closes(4003);
    await done;

    expect(stage.desk.store.state).toEqual({ ...emptyState, ending: 'LoggedOutBySwitch' });
    expect(logouts()).toHaveLength(1);
  });
});
