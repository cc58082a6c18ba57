import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localFailure } from '../src/bus/answer.ts';
import { secondsSince } from '../src/state/clock.ts';
import { emptyState } from '../src/state/model.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { call, phone, snapshotWith } from './support/samples.ts';
import { answers, logsIn, logsOut, resumes } from './support/scripted-his.ts';

const fixture = desktopFixture();

beforeEach(async () => {
  fixture.his.plays(logsIn(snapshotWith()));
  await fixture.desktop.login(alice);
});

const notReady = { ...phone, agentState: 'NotReady' } as const;
const wentNotReady: [string, object] = ['channel.event.notready', { channelId: 'phone', cause: 'ConnectionLost' }];
const breaks = (code = 1001) => fixture.his.connection.closes(code);
const asked = (method: string) => fixture.his.heard.filter((request) => request.method === method);
const resumed = () => asked('session.request.resume');
const state = () => fixture.desktop.store.state;
/** The time in state of the telephone, as the bar shows it. */
const lasted = () => secondsSince(phone.since, state().clockOffset, Date.now());
const isBack = () => fixture.until(({ link, session }) => link === 'Connected' && session !== null);
const isOver = () => fixture.until(({ session, link }) => session === null && link === 'None');

afterEach(() => vi.useRealTimers());

describe('A reloaded page', () => {
  it('resumes the session without showing Basic Login', async () => {
    const screens = new Set<boolean>();
    fixture.his.plays(resumes(snapshotWith({ channels: [notReady] }), 'second'));
    fixture.reload();
    expect(state()).toEqual({ ...emptyState, link: 'Lost' });
    fixture.desktop.store.subscribe(({ session, link }) => screens.add(session !== null || link === 'Lost'));
    await isBack();

    expect([...screens]).toEqual([true]);
    expect(resumed()[0]!.params).toMatchObject({ resumeToken: 'token', lastSequence: 3 });
    expect(state().session!.channels).toEqual([notReady]);
  });

  it('continues the times of the previous page, unaffected by replayed events', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    fixture.his.plays(
      resumes(snapshotWith(), 'second', ...[wentNotReady]),
      answers({ now: '2026-05-04T08:06:00.000Z' }),
    );
    fixture.reload();
    await isBack();
    expect(lasted()).toBe(300);

    fixture.desktop.verifyLink(); // sends a ping
    await fixture.until(() => lasted() === 360);
  });

  it('finds the last sequence of the previous page, and the requestId of its resume', async () => {
    fixture.his.connection.tells(...wentNotReady, 4);
    await fixture.until(({ session }) => session?.sequence === 4);
    const heard = new Promise<void>((now) => fixture.his.plays(() => now(), resumes(snapshotWith(), 'second')));
    breaks();
    await heard;
    fixture.reload();
    await isBack();

    const [first, second] = resumed().map(({ params }) => params);
    expect(first).toMatchObject({ lastSequence: 4 });
    expect(second).toEqual(first);
  });

  it('shows how a logout of the previous page ends', async () => {
    const loggingOut = snapshotWith();
    fixture.his.plays(
      resumes({ ...loggingOut, session: { ...loggingOut.session, loggingOut: true } }, 'second'),
      logsOut,
    );
    fixture.reload();
    await isOver();

    expect(state()).toEqual(emptyState);
    expect(asked('session.request.logout')).toHaveLength(1);
  });

  it('[AF2] allows a login once the first attempts have failed', async () => {
    fixture.desktop.leave();
    await fixture.his.stop();
    fixture.reload();
    expect(state()).toMatchObject({ link: 'Lost', stalled: false });
    await fixture.until(({ stalled }) => stalled);
    expect(state()).toMatchObject({ link: 'Lost', session: null });
    await fixture.desktop.login(alice);

    expect(state()).toEqual({
      ...emptyState,
      notice: expect.objectContaining({ failure: localFailure('Unreachable') }) as unknown,
    });
    expect(fixture.storage.size).toBe(0);
  });

  it('begins with Basic Login if nothing valid is stored', () => {
    for (const found of ['{', 'null', '{"resumeToken":"t"}']) {
      fixture.desktop.leave();
      for (const key of fixture.storage.keys()) fixture.storage.set(key, found);
      fixture.reload();
      expect(state()).toEqual(emptyState);
    }
  });
});

describe('The storage of the tab', () => {
  it('contains the token and the last sequence, and nothing of agent or customer', async () => {
    fixture.his.connection.tells(
      'interaction.event.created',
      { ...call, channelId: 'phone', interactionId: call.id },
      4,
    );
    await fixture.until(({ session }) => session?.sequence === 4);

    expect([...fixture.storage.values()].map((text) => JSON.parse(text) as unknown)).toEqual([
      { resumeToken: 'token', requestId: expect.any(String), lastSequence: 4 },
    ]);
  });

  it.each([
    ['a logout', () => (fixture.his.plays(logsOut), fixture.desktop.logout())],
    ['an end from outside', () => (breaks(4002), isOver())],
  ])('is empty after %s', async (_, ends) => {
    expect(fixture.storage.size).toBe(1);
    await ends();
    expect(fixture.storage.size).toBe(0);
  });
});

describe('A pending logout', () => {
  const waits = (cause: string, pending = true, more: object = {}) =>
    fixture.his.connection.tells('session.event.logoutpending', { pending, cause, ...more }, pending ? 4 : 5);

  it('is shown with its cause, and can be withdrawn', async () => {
    waits('AgentRequest');
    await fixture.until(({ session }) => session?.pending === 'AgentRequest');
    fixture.his.plays((connection, request) => {
      waits('AgentRequest', false);
      answers()(connection, request);
    });
    await fixture.desktop.cancelLogout();

    expect(fixture.his.methods.at(-1)).toBe('session.request.cancellogout');
    expect(state()).toMatchObject({ session: { pending: null }, notice: null });
  });

  it('shows that it has failed', async () => {
    waits('Supervisor');
    waits('Supervisor', false, { failure: 'NotReadyFailure' });
    await fixture.until(({ session }) => session?.sequence === 5);

    expect(state()).toMatchObject({
      session: { pending: null },
      notice: { failure: { name: 'PendingLogoutFailed' } },
    });
  });

  it('is restored by a resume', async () => {
    const pending = snapshotWith();
    fixture.his.plays(resumes({ ...pending, session: { ...pending.session, logoutPending: true } }, 'second'));
    fixture.reload();
    await isBack();

    expect(state().session!.pending).toBe('Unknown');
  });
});
