import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { chat, mustGiveReason, phone, snapshotWith } from './support/samples.ts';
import { isSilent, logsIn, logsOut, refuses, resumes, type Step } from './support/scripted-his.ts';

const fixture = desktopFixture();

beforeEach(async () => {
  fixture.his.plays(logsIn(snapshotWith()));
  await fixture.desktop.login(alice);
});

const notReady = { ...phone, agentState: 'NotReady' } as const;
const wentNotReady: [string, object] = ['channel.event.notready', { channelId: 'phone', cause: 'ConnectionLost' }];
const breaks = (code = 1001) => fixture.his.connection.closes(code);
const loses = () => {
  breaks();
  return fixture.until(({ link }) => link === 'Lost');
};
const asked = (method: string) => fixture.his.heard.filter((request) => request.method === method);
const resumed = () => asked('session.request.resume');
const state = () => fixture.desktop.store.state;
const isBack = () => fixture.until(({ link, session }) => link === 'Connected' && session !== null);
const isOver = () => fixture.until(({ session, link }) => session === null && link === 'None');
/** A step that runs when the client has reconnected. */
const asLine = (act: (...scene: Parameters<Step>) => unknown): Step => act;

describe('A lost link', () => {
  it.each([1001, 1006, 4005])('is restored, and missed events are applied (%i)', async (code) => {
    const missed = snapshotWith({ channels: [notReady, chat], sequence: 4 });
    fixture.his.plays(resumes(missed, 'second', wentNotReady));
    if (code === 1006) fixture.his.connection.socket.terminate();
    else breaks(code);
    await fixture.until(({ link }) => link === 'Lost');
    expect(state().session!.channels).toEqual([phone, chat]);
    await isBack();

    expect(resumed()[0]!.params).toEqual({ resumeToken: 'token', lastSequence: 3, requestId: expect.any(String) });
    expect(state().session).toMatchObject({ sequence: 4, gap: false, channels: [notReady, chat] });
    expect(asked('session.request.login')).toHaveLength(1);
  });

  it('includes one that no longer answers', async () => {
    fixture.his.plays(isSilent, resumes(snapshotWith(), 'second'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fixture.desktop.verifyLink();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state().link).toBe('Lost');
    await vi.advanceTimersByTimeAsync(250);
    vi.useRealTimers();
    await isBack();

    expect(fixture.his.methods.slice(1)).toEqual(['session.request.ping', 'session.request.resume']);
  });

  it('[AF1] replaces the state by the snapshot if not every missed event was replayed', async () => {
    fixture.his.plays(resumes(snapshotWith({ channels: [notReady], sequence: 2_000 }), 'second'));
    await loses();
    await isBack();

    expect(state().session).toMatchObject({ sequence: 2_000, gap: false, channels: [notReady] });
  });

  it('uses the new token the next time, with another requestId', async () => {
    fixture.his.plays(resumes(snapshotWith(), 'second'), resumes(snapshotWith(), 'third'));
    await loses();
    await isBack();
    await loses();
    await isBack();

    expect(resumed().map(({ params }) => params['resumeToken'])).toEqual(['token', 'second']);
    expect(resumed()[1]!.params['requestId']).not.toBe(resumed()[0]!.params['requestId']);
  });

  it('repeats a resume whose response was lost, with the same requestId, from the last event received', async () => {
    const answerLost = asLine((connection) => {
      connection.tells(...wentNotReady, 4);
      connection.closes(1001);
    });
    fixture.his.plays(answerLost, resumes(snapshotWith({ channels: [notReady, chat], sequence: 4 }), 'second'));
    await loses();
    await isBack();

    const [first, second] = resumed().map(({ params }) => params);
    expect(second).toEqual({ ...first, lastSequence: 4 });
    expect(state().session!.channels).toEqual([notReady, chat]);
  });

  it('is restored on another connection if HIS is overloaded or silent', async () => {
    fixture.his.plays(refuses('RateLimited', { retryAfterSeconds: 1 }), resumes(snapshotWith(), 'second'));
    await loses();
    await isBack();

    expect(fixture.his.protocols).toHaveLength(3);
    expect(resumed()).toHaveLength(2);
  });

  it('allows no command, and queues no click', async () => {
    await loses();
    await Promise.all([fixture.desktop.ready(), fixture.desktop.logout(), fixture.desktop.sendDigits('call-1', '1')]);
    expect(state().busy.size).toBe(0);
    fixture.his.plays(resumes(snapshotWith(), 'second'));
    await isBack();

    expect(fixture.his.methods).toEqual(['session.request.login', 'session.request.resume']);
  });

  it('is restored at once when the network is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fixture.his.plays(resumes(snapshotWith(), 'second'));
    await loses();
    fixture.desktop.verifyLink();
    await isBack();
    vi.useRealTimers();

    expect(resumed()).toHaveLength(1);
  });

  it('is given up after a missing event, and restored from the last one before it', async () => {
    fixture.his.plays(
      resumes(snapshotWith({ channels: [notReady, chat], sequence: 5 }), 'second', wentNotReady, ['x', {}]),
    );
    fixture.his.connection.tells('channel.event.deactivated', { channelId: 'phone' }, 5);
    await fixture.until(({ link }) => link === 'Lost');
    expect(state().session!.channels).toEqual([phone, chat]);
    await isBack();

    expect(resumed()[0]!.params['lastSequence']).toBe(3);
    expect(state().session).toMatchObject({ sequence: 5, gap: false, channels: [notReady, chat] });
  });

  it('[EF1] leads to Basic Login when the resume is refused', async () => {
    fixture.his.plays(refuses('ResumeRefused'));
    breaks();

    expect(await isOver()).toEqual({ ...emptyState, ending: 'LinkLost' });
    expect(fixture.storage.size).toBe(0);
  });

  it.each([
    ['Supervisor', 'Supervisor'],
    ['AgentRequest', null],
  ])('[EF2] leads to Basic Login when the session has ended: %s', async (cause, ending) => {
    fixture.his.plays(refuses('SessionEnded', { cause }));
    breaks();

    expect(await isOver()).toEqual({ ...emptyState, ending });
    expect(fixture.storage.size).toBe(0);
  });

  it('stays lost when the session continues in another window', async () => {
    breaks(4006);

    expect(await isOver()).toEqual({ ...emptyState, ending: 'ResumedElsewhere' });
    expect(fixture.storage.size).toBe(0);
    expect(resumed()).toHaveLength(0);
  });
});

describe('A command whose response was lost with the link', () => {
  const breaksOff = asLine((connection) => connection.closes(1001));

  it('is sent again, byte for byte, and completes', async () => {
    fixture.his.plays(breaksOff, resumes(snapshotWith(), 'second'), refuses('NotReadyFailure', { channelId: 'phone' }));
    await fixture.desktop.logout();

    const [first, second] = fixture.his.texts.filter((text) => text.includes('session.request.logout'));
    expect(second).toBe(first);
    expect(state().notice?.failure.name).toBe('NotReadyFailure');
  });

  it('ends the session if it was a logout', async () => {
    fixture.his.plays(breaksOff, resumes(snapshotWith(), 'second'), logsOut);
    await fixture.desktop.logout();

    expect(state()).toEqual(emptyState);
    expect(fixture.storage.size).toBe(0);
  });

  it('waits for the resume if a dialog is answered before it', async () => {
    fixture.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = fixture.desktop.logout();
    await fixture.until(({ screen }) => screen !== null);
    await loses();
    fixture.desktop.answerScreen({ code: 'END' });
    fixture.his.plays(resumes(snapshotWith(), 'second'), logsOut);
    await done;

    expect(fixture.his.methods.slice(2)).toEqual(['session.request.resume', 'session.request.logout']);
    expect(fixture.his.heard.at(-1)!.params['reason']).toEqual({ code: 'END' });
    expect(state()).toEqual(emptyState);
  });

  it('does not leave the bar in a completed logout', async () => {
    const loggingOut = snapshotWith();
    fixture.his.plays(
      breaksOff,
      resumes({ ...loggingOut, session: { ...loggingOut.session, loggingOut: true } }, 'second'),
      refuses('NotReadyFailure'),
    );
    await fixture.desktop.logout();

    expect(state().session!.session.loggingOut).toBe(false);
    expect(asked('session.request.logout')).toHaveLength(2);
  });
});
