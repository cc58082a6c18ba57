import { describe, expect, it, vi } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { alice } from './support/desktop-fixture.ts';
import { type Tab } from './support/browser.ts';
import { chat, mustGiveReason, snapshotWith } from './support/samples.ts';
import { answers, isSilent, logsIn, logsOut, now, refuses, resumes } from './support/scripted-his.ts';
import {
  asked,
  browser,
  his,
  notReady,
  opens,
  seen,
  tabsFixture,
  twoTabs,
  wentNotReady,
} from './support/tabs-fixture.ts';

tabsFixture();

describe('A second tab', () => {
  it('shows the same session without a login and without a connection', async () => {
    const [first, second] = await twoTabs();

    expect(seen(second.state)).toEqual(seen(first.state));
    expect(second.state.session!.session.agent).toEqual(first.state.session!.session.agent);
    expect(his.protocols).toHaveLength(1);
    expect(his.methods).toEqual(['session.request.login']);
  });

  it('shows the same times as the first', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [first, second] = await twoTabs();

    expect(first.state.clockOffset).toBe(Date.parse(now) - Date.now());
    expect(second.state.clockOffset).toBe(first.state.clockOffset);
  });

  it('at Basic Login follows when the first logs in', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(logsIn(snapshotWith()));
    await first.desktop.login(alice);
    await second.isIn();

    expect(his.protocols).toHaveLength(1);
  });

  it('receives the events of HIS', async () => {
    const tabs = await twoTabs();
    his.connection.tells(...wentNotReady);
    await Promise.all(tabs.map((tab) => tab.until(({ session }) => session?.sequence === 4)));

    for (const tab of tabs) {
      expect(seen(tab.state)).toEqual({ channels: [notReady, chat], sequence: 4, link: 'Connected' });
    }
  });

  it('sends requests through the first, once, and gets the response', async () => {
    const [first, second] = await twoTabs();
    his.plays(refuses('NotReadyFailure', { channelId: 'phone' }));
    await second.desktop.notReady('phone');

    expect(asked('channel.request.notready').map(({ params }) => params)).toEqual([
      { requestId: expect.any(String), channelId: 'phone' },
    ]);
    expect(second.state.notice!.failure).toMatchObject({
      name: 'NotReadyFailure',
      message: 'HIS says NotReadyFailure.',
    });
    expect(first.state.notice).toBeNull();
  });

  it('does not get the responses of another', async () => {
    const [, second] = await twoTabs();
    const third = opens();
    await third.isIn();
    his.plays(isSilent, answers(), answers());
    const [slow, done] = [third.desktop.ready(), second.desktop.ready()];
    await done;
    await second.desktop.notReady();

    expect([...third.state.busy]).toEqual(['ready']);
    third.desktop.leave();
    await slow;
  });

  it('does not disconnect the session when it is closed', async () => {
    const [first, second] = await twoTabs();
    second.desktop.leave();
    his.plays(answers());
    await first.desktop.ready();

    expect(his.protocols).toHaveLength(1);
    expect(first.state.link).toBe('Connected');
  });

  it('shows that the link is lost, and that it is restored', async () => {
    const [first, second] = await twoTabs();
    his.connection.closes(1001);
    await second.until(({ link }) => link === 'Lost');
    his.plays(resumes(snapshotWith({ channels: [notReady, chat], sequence: 4 }), 'second', wentNotReady));
    await Promise.all([first.isIn(), second.isIn()]);

    expect(seen(second.state)).toEqual(seen(first.state));
    expect(asked('session.request.resume')).toHaveLength(1);
  });

  it('has a session of its own with another seat, or at another address', async () => {
    await twoTabs();
    const [elsewhere, another] = [opens({ seat: 'b' }), opens({ url: `${his.url}2` })];
    his.plays(refuses('AlreadyLoggedIn'));
    const login = elsewhere.desktop.login(alice);
    await elsewhere.until(({ screen }) => screen?.kind === 'TakeOver');

    expect(another.state).toEqual(emptyState);
    expect(his.protocols).toHaveLength(2);
    elsewhere.desktop.answerScreen(null);
    await login;
  });
});

describe('Two tabs at Basic Login', () => {
  it('log in once if they log in at the same time', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(logsIn(snapshotWith()));
    await Promise.all([first.desktop.login(alice), second.desktop.login(alice)]);
    await Promise.all([first.isIn(), second.isIn()]);

    expect(his.methods).toEqual(['session.request.login']);
    expect([first, second].map(({ state }) => state.notice)).toEqual([null, null]);
    expect(JSON.stringify(browser.said)).not.toContain(alice.password);
  });

  it('log in one after the other if the first is refused', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(refuses('InvalidCredentials'), logsIn(snapshotWith()));
    await Promise.all([first.desktop.login(alice), second.desktop.login(alice)]);
    await Promise.all([first.isIn(), second.isIn()]);

    expect(asked('session.request.login')).toHaveLength(2);
  });

  it('do not wait for one that asks whether to take over', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(refuses('AlreadyLoggedIn'), logsIn(snapshotWith()));
    const done = first.desktop.login(alice);
    await first.until(({ screen }) => screen?.kind === 'TakeOver');
    await second.desktop.login(alice);
    await Promise.all([done, first.isIn()]);

    expect(first.state.screen).toBeNull();
    expect(his.methods).toEqual(['session.request.login', 'session.request.login']);
  });
});

describe('The end of the session', () => {
  it.each([
    ['a logout in the tab that leads', (first: Tab) => (his.plays(logsOut), first.desktop.logout()), null],
    ['a logout in one that follows', (_: Tab, second: Tab) => (his.plays(logsOut), second.desktop.logout()), null],
    ['a supervisor', () => his.connection.closes(4002), 'LoggedOutBySupervisor'],
    ['a takeover', () => his.connection.closes(4001), 'TakenOver'],
    [
      'a resume that is refused',
      () => (his.plays(refuses('SessionEnded', { cause: 'Maintenance' })), his.connection.closes(1001)),
      'Maintenance',
    ],
  ])('(%s) is the same in every tab, and leaves no data', async (_, ends, ending) => {
    const tabs = await twoTabs();
    await ends(...tabs);
    await Promise.all(tabs.map((tab) => tab.isOut()));

    for (const { state, storage } of tabs) {
      expect(state).toEqual({ ...emptyState, ending });
      expect(storage.size).toBe(0);
    }
    expect([browser.held.size, [...browser.waiting.values()].flat().length]).toEqual([0, 0]);
    his.plays(logsIn(snapshotWith()));
    await tabs[1].desktop.login(alice);
    await tabs[0].isIn();
  });

  it('comes after a follower was asked for the reason', async () => {
    const [first, second] = await twoTabs();
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }), logsOut);
    const done = second.desktop.logout();
    await second.until(({ screen }) => screen !== null);
    expect(first.state.screen).toBeNull();
    second.desktop.answerScreen({ code: 'END' });
    await done;
    await first.isOut();

    expect(asked('session.request.logout').map(({ params }) => params['reason'])).toEqual([undefined, { code: 'END' }]);
  });
});
