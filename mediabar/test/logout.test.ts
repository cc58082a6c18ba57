import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../src/desk.ts';
import { emptyState, type BarState } from '../src/state/model.ts';
import { mustGiveReason, phone, snapshotWith } from './samples.ts';
import { logsIn, logsOut, refuses, ScriptedHis, webSocket } from './scripted-his.ts';

const alice = { agentId: 'alice', password: 'secret' };

describe('Logout', () => {
  let his: ScriptedHis;
  let desk: Desk;

  beforeEach(async () => {
    his = await ScriptedHis.start();
    desk = new Desk({ url: his.url, webSocket });
    his.plays(logsIn(snapshotWith({ logoutReason: mustGiveReason })));
    await desk.login(alice);
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
  const screen = () => until(({ screen }) => screen !== null).then((state) => state.screen!);
  const logouts = () => his.heard.filter(({ method }) => method === 'session.request.logout');

  it('[1-11] ends in Basic Login, with nothing left of anybody', async () => {
    his.plays(logsOut);
    await desk.logout();

    expect(desk.store.state).toEqual(emptyState);
    expect(logouts()[0]!.params).not.toHaveProperty('reason');
  });

  it('[10] is over even if the connection breaks before the answer, once the session is disposed of', async () => {
    his.plays((connection) => {
      connection.tells('session.event.disposed', { cause: 'Agent' });
      connection.socket.close(1001);
    });
    await desk.logout();

    expect(desk.store.state).toEqual(emptyState);
  });

  it('[AF1] asks for the reason it needs, and sends the request again with it', async () => {
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }), logsOut);
    const done = desk.logout();
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: mustGiveReason, notAccepted: false });
    desk.answer({ code: 'END' });
    expect(desk.store.state.screen).toBeNull();
    await done;

    expect(logouts().map(({ params }) => params['reason'])).toEqual([undefined, { code: 'END' }]);
    expect(logouts()[0]!.params['requestId']).not.toBe(logouts()[1]!.params['requestId']);
    expect(desk.store.state.session).toBeNull();
  });

  it('[AF1.2] falls back on the reasons collected at login', async () => {
    his.plays(refuses('NeedInfo'));
    const done = desk.logout();

    expect(await screen()).toMatchObject({ policy: mustGiveReason });
    desk.answer(null);
    await done;
  });

  it('[AF1] shows the screen again, with the fresh list, when the reason was not accepted', async () => {
    const fresh = { ...mustGiveReason, version: '2', reasons: [{ code: 'NEW', label: 'New' }] };
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }), refuses('NeedInfo', { reason: fresh }), logsOut);
    const done = desk.logout();
    await screen();
    desk.answer({ code: 'END' });
    expect(await screen()).toEqual({ kind: 'LogoutReason', policy: fresh, notAccepted: true });
    desk.answer({ text: 'dentist' });
    await done;

    expect(logouts()[2]!.params['reason']).toEqual({ text: 'dentist' });
  });

  it('[R9] sends nothing when the user cancels', async () => {
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = desk.logout();
    await screen();
    desk.answer(null);
    await done;

    expect(logouts()).toHaveLength(1);
    expect(desk.store.state).toMatchObject({ notice: null, screen: null, session: { channels: [phone, {}] } });
  });

  it.each(['OngoingInteraction', 'SwitchLogoutFailure', 'InteractionStarted'])(
    '[EF] %s shows what HIS says, and the agent stays logged in',
    async (failure) => {
      his.plays(refuses(failure, {}, 'In the words of HIS.'));
      await desk.logout();

      expect(desk.store.state.notice?.failure).toMatchObject({ name: failure, message: 'In the words of HIS.' });
      expect(desk.store.state.session).not.toBeNull();
      expect(desk.store.state.busy.size).toBe(0);
    },
  );

  it.each([
    ['EF2', 'NotReadyFailure'],
    ['EF3', 'DeactivationFailure'],
  ])('[%s] keeps what was done, channel by channel', async (_, failure) => {
    const channels = [{ channelId: 'phone', notReady: true, deactivated: false }];
    his.plays((connection, request) => {
      connection.tells('channel.event.notready', { channelId: 'phone', cause: 'Logout' });
      refuses(failure, { channelId: 'chat', channels })(connection, request);
    });
    await desk.logout();

    expect(desk.store.state.notice).toMatchObject({ channelId: 'chat', channels });
    expect(desk.store.state.session!.channels.map(({ agentState }) => agentState)).toEqual(['NotReady', 'Ready']);
  });

  it('is sent once, however often the button is clicked', async () => {
    const heard = new Promise<void>((now) => his.plays(() => now()));
    const first = desk.logout();
    await desk.logout();
    await heard;
    expect(desk.store.state.busy.has('logout')).toBe(true);
    desk.leave();
    await first;

    expect(logouts()).toHaveLength(1);
  });

  it('closes its screen when the session ends meanwhile', async () => {
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = desk.logout();
    await screen();
    his.connection.closes(4003);
    await done;

    expect(desk.store.state).toEqual({ ...emptyState, ending: 'LoggedOutBySwitch' });
    expect(logouts()).toHaveLength(1);
  });
});
