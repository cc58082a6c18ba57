import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { alice, atTheDesk } from './at-the-desk.ts';
import { chat, mustGiveReason, phone, snapshotWith } from './samples.ts';
import { isSilent, logsIn, logsOut, refuses, resumes, type Line } from './scripted-his.ts';

const stage = atTheDesk();

beforeEach(async () => {
  stage.his.plays(logsIn(snapshotWith()));
  await stage.desk.login(alice);
});

const notReady = { ...phone, agentState: 'NotReady' } as const;
const wentNotReady: [string, object] = ['channel.event.notready', { channelId: 'phone', cause: 'ConnectionLost' }];
const breaks = (code = 1001) => stage.his.connection.closes(code);
const loses = () => {
  breaks();
  return stage.until(({ link }) => link === 'Lost');
};
const asked = (method: string) => stage.his.heard.filter((request) => request.method === method);
const resumed = () => asked('session.request.resume');
const state = () => stage.desk.store.state;
const isBack = () => stage.until(({ link, session }) => link === 'Connected' && session !== null);
const isOver = () => stage.until(({ session, link }) => session === null && link === 'None');
/** The next line is played when the client has come again. */
const asLine = (act: (...scene: Parameters<Line>) => unknown): Line => act;

describe('A lost link', () => {
  it.each([1001, 1006, 4005])('is looked for again, and what was missed is taken in (%i)', async (code) => {
    const missed = snapshotWith({ channels: [notReady, chat], sequence: 4 });
    stage.his.plays(resumes(missed, 'second', wentNotReady));
    if (code === 1006) stage.his.connection.socket.terminate();
    else breaks(code);
    await stage.until(({ link }) => link === 'Lost');
    expect(state().session!.channels).toEqual([phone, chat]);
    await isBack();

    expect(resumed()[0]!.params).toEqual({ resumeToken: 'token', lastSequence: 3, requestId: expect.any(String) });
    expect(state().session).toMatchObject({ sequence: 4, gap: false, channels: [notReady, chat] });
    expect(asked('session.request.login')).toHaveLength(1);
  });

  it('is one that does not answer any more, too', async () => {
    stage.his.plays(isSilent, resumes(snapshotWith(), 'second'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stage.desk.doubt();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state().link).toBe('Lost');
    await vi.advanceTimersByTimeAsync(250);
    vi.useRealTimers();
    await isBack();

    expect(stage.his.methods.slice(1)).toEqual(['session.request.ping', 'session.request.resume']);
  });

  it('[AF1] takes the snapshot for all there is, where not all that was missed is there any more', async () => {
    stage.his.plays(resumes(snapshotWith({ channels: [notReady], sequence: 2_000 }), 'second'));
    await loses();
    await isBack();

    expect(state().session).toMatchObject({ sequence: 2_000, gap: false, channels: [notReady] });
  });

  it('uses the new token the next time, and another requestId with it', async () => {
    stage.his.plays(resumes(snapshotWith(), 'second'), resumes(snapshotWith(), 'third'));
    await loses();
    await isBack();
    await loses();
    await isBack();

    expect(resumed().map(({ params }) => params['resumeToken'])).toEqual(['token', 'second']);
    expect(resumed()[1]!.params['requestId']).not.toBe(resumed()[0]!.params['requestId']);
  });

  it('asks for a resume whose answer was lost again, as the very same request, from what has been heard meanwhile', async () => {
    const answerLost = asLine((connection) => {
      connection.tells(...wentNotReady, 4);
      connection.closes(1001);
    });
    stage.his.plays(answerLost, resumes(snapshotWith({ channels: [notReady, chat], sequence: 4 }), 'second'));
    await loses();
    await isBack();

    const [first, second] = resumed().map(({ params }) => params);
    expect(second).toEqual({ ...first, lastSequence: 4 });
    expect(state().session!.channels).toEqual([notReady, chat]);
  });

  it('is asked for on yet another connection where HIS has no time, or no answer', async () => {
    stage.his.plays(refuses('RateLimited', { retryAfterSeconds: 1 }), resumes(snapshotWith(), 'second'));
    await loses();
    await isBack();

    expect(stage.his.protocols).toHaveLength(3);
    expect(resumed()).toHaveLength(2);
  });

  it('lets nothing be done meanwhile, and remembers no click', async () => {
    await loses();
    await Promise.all([stage.desk.ready(), stage.desk.logout(), stage.desk.sendDigits('call-1', '1')]);
    expect(state().busy.size).toBe(0);
    stage.his.plays(resumes(snapshotWith(), 'second'));
    await isBack();

    expect(stage.his.methods).toEqual(['session.request.login', 'session.request.resume']);
  });

  it('is looked for at once when there is reason to hope', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stage.his.plays(resumes(snapshotWith(), 'second'));
    await loses();
    stage.desk.doubt();
    await isBack();
    vi.useRealTimers();

    expect(resumed()).toHaveLength(1);
  });

  it('is asked for after an event that is missing, from the last one before it', async () => {
    stage.his.plays(
      resumes(snapshotWith({ channels: [notReady, chat], sequence: 5 }), 'second', wentNotReady, ['x', {}]),
    );
    stage.his.connection.tells('channel.event.deactivated', { channelId: 'phone' }, 5);
    await stage.until(({ link }) => link === 'Lost');
    expect(state().session!.channels).toEqual([phone, chat]);
    await isBack();

    expect(resumed()[0]!.params['lastSequence']).toBe(3);
    expect(state().session).toMatchObject({ sequence: 5, gap: false, channels: [notReady, chat] });
  });

  it('[EF1] leads to Basic Login when the resume is refused', async () => {
    stage.his.plays(refuses('ResumeRefused'));
    breaks();

    expect(await isOver()).toEqual({ ...emptyState, ending: 'LinkLost' });
    expect(stage.storage.size).toBe(0);
  });

  it.each([
    ['Supervisor', 'Supervisor'],
    ['AgentRequest', null],
  ])('[EF2] leads to Basic Login when the session has ended meanwhile: %s', async (cause, ending) => {
    stage.his.plays(refuses('SessionEnded', { cause }));
    breaks();

    expect(await isOver()).toEqual({ ...emptyState, ending });
    expect(stage.storage.size).toBe(0);
  });

  it('stays lost to this window when the session goes on in another', async () => {
    breaks(4006);

    expect(await isOver()).toEqual({ ...emptyState, ending: 'ResumedElsewhere' });
    expect(stage.storage.size).toBe(0);
    expect(resumed()).toHaveLength(0);
  });
});

describe('A command whose answer was lost with the link', () => {
  const breaksOff = asLine((connection) => connection.closes(1001));

  it('is sent again, byte for byte, and answered', async () => {
    stage.his.plays(breaksOff, resumes(snapshotWith(), 'second'), refuses('NotReadyFailure', { channelId: 'phone' }));
    await stage.desk.logout();

    const [first, second] = stage.his.texts.filter((text) => text.includes('session.request.logout'));
    expect(second).toBe(first);
    expect(state().notice?.failure.name).toBe('NotReadyFailure');
  });

  it('is, for a logout, the end of the session', async () => {
    stage.his.plays(breaksOff, resumes(snapshotWith(), 'second'), logsOut);
    await stage.desk.logout();

    expect(state()).toEqual(emptyState);
    expect(stage.storage.size).toBe(0);
  });

  it('waits for the resume, though a dialog is answered before it', async () => {
    stage.his.plays(refuses('NeedInfo', { reason: mustGiveReason }));
    const done = stage.desk.logout();
    await stage.until(({ screen }) => screen !== null);
    await loses();
    stage.desk.answer({ code: 'END' });
    stage.his.plays(resumes(snapshotWith(), 'second'), logsOut);
    await done;

    expect(stage.his.methods.slice(2)).toEqual(['session.request.resume', 'session.request.logout']);
    expect(stage.his.heard.at(-1)!.params['reason']).toEqual({ code: 'END' });
    expect(state()).toEqual(emptyState);
  });

  it('does not keep a bar in a logout that has been answered', async () => {
    const loggingOut = snapshotWith();
    stage.his.plays(
      breaksOff,
      resumes({ ...loggingOut, session: { ...loggingOut.session, loggingOut: true } }, 'second'),
      refuses('NotReadyFailure'),
    );
    await stage.desk.logout();

    expect(state().session!.session.loggingOut).toBe(false);
    expect(asked('session.request.logout')).toHaveLength(2);
  });
});
