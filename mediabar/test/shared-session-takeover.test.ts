import { describe, expect, it, vi } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { detach } from '../src/detach.ts';
import { alice } from './support/desktop-fixture.ts';
import { type Tab } from './support/browser.ts';
import { snapshotWith } from './support/samples.ts';
import { answers, isSilent, logsIn, logsOut, refuses, resumes } from './support/scripted-his.ts';
import {
  asked,
  browser,
  heard,
  his,
  notReady,
  opens,
  tabsFixture,
  twoTabs,
  until,
  wentNotReady,
} from './support/tabs-fixture.ts';

tabsFixture();

describe('When the leader is gone', () => {
  it.each([
    ['closed', (tab: Tab) => tab.desktop.leave()],
    ['crashed', (tab: Tab) => tab.crash()],
  ])('(%s) another tab resumes, with the newest token, from the last event', async (_, goes) => {
    const [first, second] = await twoTabs();
    his.plays(resumes(snapshotWith(), 'second'));
    his.connection.closes(1001);
    await second.until(({ link }) => link === 'Lost');
    await Promise.all([first.isIn(), second.isIn()]);
    his.connection.tells(...wentNotReady, 4);
    await second.until(({ session }) => session?.sequence === 4);
    his.plays(resumes(snapshotWith({ channels: [notReady], sequence: 5 }), 'third', ['x', {}]));
    goes(first);
    await second.until(({ session }) => session?.sequence === 5);

    expect(asked('session.request.resume').at(-1)!.params).toEqual({
      resumeToken: 'second',
      lastSequence: 4,
      requestId: expect.any(String),
    });
    expect(second.state.session!.gap).toBe(false);
  });

  it('another tab resumes from the last event it has received itself', async () => {
    const [first, second] = await twoTabs();
    const { since, ticket } = browser.said.findLast(({ kind, ticket }) => kind === 'here' && ticket)!;
    browser.says({ kind: 'here', since, ticket: { ...(ticket as object), lastSequence: 9 } });
    his.connection.tells(...wentNotReady, 4);
    await second.until(({ session }) => session?.sequence === 4);
    his.plays(resumes(snapshotWith({ sequence: 4 }), 'second'));
    first.crash();
    await heard('session.request.resume');
    await second.isIn();

    expect(asked('session.request.resume')[0]!.params).toMatchObject({ resumeToken: 'token', lastSequence: 4 });
  });

  it('its unanswered resume is repeated with the same parameters', async () => {
    const [first, second] = await twoTabs();
    his.plays(isSilent, resumes(snapshotWith(), 'second'));
    his.connection.closes(1001);
    await heard('session.request.resume');
    first.crash();
    await second.isIn();

    const [one, other] = asked('session.request.resume');
    expect(other!.params).toEqual(one!.params);
  });

  it('an unanswered request of a follower is repeated with the same parameters, and completes', async () => {
    const [first, second] = await twoTabs();
    his.plays(isSilent, resumes(snapshotWith(), 'second'), logsOut);
    const done = second.desktop.logout();
    await heard('session.request.logout');
    first.crash();
    await done;

    const [one, other] = asked('session.request.logout');
    expect(JSON.stringify(other!.params)).toBe(JSON.stringify(one!.params));
    expect(second.state).toEqual(emptyState);
  });

  it('its unanswered logout completes in the next leader', async () => {
    const [first, second] = await twoTabs();
    const going = snapshotWith();
    his.plays(
      isSilent,
      resumes({ ...going, session: { ...going.session, loggingOut: true } }, 'second'),
      refuses('NotReadyFailure'),
    );
    detach(first.desktop.logout()); // never answered
    await heard('session.request.logout');
    first.crash();

    expect((await second.until(({ notice }) => notice !== null)).notice!.failure.name).toBe('NotReadyFailure');
  });

  it('and reloaded, it follows', async () => {
    const [first, second] = await twoTabs();
    his.plays(resumes(snapshotWith(), 'second'), answers());
    first.reload();
    await Promise.all([first.isIn(), second.isIn()]);
    await first.desktop.ready();

    expect(his.protocols).toHaveLength(2);
    expect(asked('session.request.resume')).toHaveLength(1);
    expect([...browser.held.values()].map(({ tab }) => tab)).toEqual([second]);
  });

  it('a third tab resumes after the second', async () => {
    const [first, second] = await twoTabs();
    const third = opens();
    await third.isIn();
    his.plays(resumes(snapshotWith(), 'second'));
    first.crash();
    await Promise.all([second.isIn(), until(() => expect(his.protocols).toHaveLength(2))]);
    await third.until(({ link }) => link === 'Connected');
    his.plays(resumes(snapshotWith(), 'third'));
    second.crash();
    await until(() => expect(asked('session.request.resume').at(-1)!.params['resumeToken']).toBe('second'));
    await third.isIn();
  });
});

describe('A leader that is frozen', () => {
  const held = () => [...browser.held.values()].map(({ tab }) => tab);
  /** Advances the clock by two and a half seconds. */
  async function waits(asks: () => Promise<unknown>): Promise<void> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const done = asks();
    for (let step = 0; step < 50; step++) {
      await vi.advanceTimersByTimeAsync(50);
      await new Promise((over) => setImmediate(over));
    }
    vi.useRealTimers();
    await done;
  }
  /** The second tab has sent a request and taken the lead. */
  async function stolen(): Promise<[Tab, Tab]> {
    const [first, second] = await twoTabs();
    first.deaf = [];
    his.plays(resumes(snapshotWith(), 'second'), answers());
    await waits(() => second.desktop.ready());
    return [first, second];
  }

  it('loses the lead to a tab with a request, and follows when it wakes up', async () => {
    const [first, second] = await stolen();
    his.plays(answers(), answers(), answers()); // it also forwards what it had not received yet
    first.wakes();
    await first.isIn();
    await first.desktop.notReady('chat');

    const ready = asked('channelgroup.request.ready').map(({ params }) => JSON.stringify(params));
    expect(new Set(ready).size).toBe(1); // one request to HIS, which recognizes the id
    expect(asked('channel.request.notready')).toHaveLength(1);
    expect(his.protocols).toHaveLength(2);
    expect(held()).toEqual([second]);
  });

  it('also follows if HIS closes its link first', async () => {
    const [first, second] = await stolen();
    his.first.closes(4006);
    await first.until(({ link }) => link === 'Lost');
    expect(second.state.link).toBe('Connected');
    first.wakes();
    await first.isIn();

    expect(asked('session.request.resume')).toHaveLength(1);
    expect(second.state.ending).toBeNull();
  });

  it('is ignored with its late messages', async () => {
    const [, second] = await stolen();
    const third = opens();
    await third.isIn();
    const { since } = browser.said.find(({ kind }) => kind === 'here')!;
    browser.says({ kind: 'here', since, ticket: { resumeToken: 'old', requestId: 'old', lastSequence: 9 } });
    browser.says({ kind: 'here', since });
    browser.says({ kind: 'end', since, ending: 'LinkLost' });
    his.connection.tells(...wentNotReady, 4);
    await Promise.all([second, third].map((tab) => tab.until(({ session }) => session?.sequence === 4)));

    for (const { state, storage } of [second, third]) {
      expect(state.link).toBe('Connected');
      expect([...storage.values()].join()).toContain('"resumeToken":"second"');
    }
  });

  it('does not prevent a login in another tab', async () => {
    const first = opens();
    his.plays(isSilent, logsIn(snapshotWith()));
    detach(first.desktop.login(alice)); // never answered
    await heard('session.request.login');
    first.deaf = [];
    const second = opens();
    await waits(() => second.desktop.login(alice));

    expect(second.state.session).not.toBeNull();
  });
});
