import { describe, expect, it, vi } from 'vitest';
import { failureText } from '../src/view/naming.ts';
import { speak } from '../src/locales/languages.ts';
import { alice, atTheDesk } from './at-the-desk.ts';
import { call, chat, mustGiveReason, phone, snapshotWith } from './samples.ts';
import { answers, isSilent, logsIn, logsOut, refuses } from './scripted-his.ts';

const stage = atTheDesk();

const loggedInWith = async (...given: Parameters<typeof snapshotWith>) => {
  stage.his.plays(logsIn(snapshotWith(...given)));
  await stage.desk.login(alice);
};
const notice = () => stage.desk.store.state.notice;
const done = (result: object = {}) => ({ ok: true, result });
const failed = (name: string) => ({ ok: false, failure: expect.objectContaining({ name }) });

describe('The outcome of a command', () => {
  it('is what HIS answered: the call that was begun', async () => {
    await loggedInWith();
    stage.his.plays(answers({ interactionId: 'call-1' }));

    expect(await stage.desk.dial('030 1234')).toEqual(done({ interactionId: 'call-1' }));
  });

  it('is the failure that HIS answered, with its words', async () => {
    await loggedInWith();
    stage.his.plays(refuses('Forbidden', { channelId: 'phone' }, 'No.'));

    expect(await stage.desk.dial('0900 1234')).toEqual({
      ok: false,
      failure: { name: 'Forbidden', code: 1000, message: 'No.', data: { failure: 'Forbidden', channelId: 'phone' } },
    });
  });

  it('is a failure without a question to HIS where it is no number', async () => {
    await loggedInWith();

    expect(await stage.desk.dial('0800 FLOWERS')).toEqual(failed('InvalidParams'));
    expect(notice()?.failure.data).toEqual({ path: 'params.destination' });
    expect(await stage.desk.transfer('call-1', 'Mira')).toEqual(failed('InvalidParams'));
    expect(await stage.desk.consult('call-1', '')).toEqual(failed('InvalidParams'));
    expect(stage.his.methods).toEqual(['session.request.login']);
  });

  it('is a failure where nobody is logged in, or has no telephone', async () => {
    expect(await stage.desk.dial('200')).toEqual(failed('NoSession'));
    await loggedInWith({ channels: [chat] });
    expect(await stage.desk.dial('200')).toEqual(failed('NotSupported'));
    expect(notice()?.failure.name).toBe('NotSupported');
  });

  it('is a failure while the session of the page before is looked for', async () => {
    await loggedInWith();
    stage.his.plays(isSilent);
    stage.reload();
    await stage.until(({ link }) => link === 'Lost');
    expect(await stage.desk.dial('200')).toEqual(failed('LinkLost'));
    expect(notice()).toBeNull();
  });

  it('is a failure while a login runs, and the notice of that goes with the login', async () => {
    stage.his.plays((connection, request) => {
      void stage.desk.dial('200').then((outcome) => {
        expect([outcome, notice()?.failure.name]).toEqual([failed('NoSession'), 'NoSession']);
        logsIn(snapshotWith())(connection, request);
      });
    });
    await stage.desk.login(alice);
    expect(notice()).toBeNull();
  });

  it('is for HIS to say where the telephone is not active', async () => {
    await loggedInWith({ channels: [{ ...phone, activation: 'Inactive', agentState: null }] });
    stage.his.plays(refuses('InvalidState', { state: 'Inactive' }));

    expect(await stage.desk.dial('200')).toEqual(failed('InvalidState'));
  });

  it('is a failure while the link is lost, which the bar says already', async () => {
    await loggedInWith();
    stage.his.plays(isSilent);
    stage.his.connection.socket.terminate();
    await stage.until(({ link }) => link === 'Lost');

    expect(await stage.desk.dial('200')).toEqual(failed('LinkLost'));
    expect(await stage.desk.sendDigits('call-1', '1')).toEqual(failed('LinkLost'));
    expect(notice()).toBeNull();
  });

  it('is one for a double click, and a failure for another number meanwhile', async () => {
    await loggedInWith();
    stage.his.plays(answers({ interactionId: 'call-1' }));
    const outcomes = await Promise.all([stage.desk.dial('200'), stage.desk.dial('200'), stage.desk.dial('201')]);

    expect(outcomes).toEqual([done({ interactionId: 'call-1' }), done({ interactionId: 'call-1' }), failed('Busy')]);
    expect(stage.his.methods.filter((each) => each === 'channel.request.dial')).toHaveLength(1);
  });

  it('is that of every other command too', async () => {
    stage.his.plays(refuses('InvalidCredentials'));
    expect(await stage.desk.login(alice)).toEqual(failed('InvalidCredentials'));
    stage.his.plays(logsIn(snapshotWith({ channels: [{ ...phone, interactions: [call] }] })));
    expect(await stage.desk.login(alice)).toEqual(done());

    const commands = [
      () => stage.desk.ready(),
      () => stage.desk.ready('phone'),
      () => stage.desk.notReady(),
      () => stage.desk.activate('phone'),
      () => stage.desk.deactivateAll(),
      () => stage.desk.act('hold', call.id),
      () => stage.desk.transfer(call.id, '200'),
      () => stage.desk.consult(call.id, '200'),
      () => stage.desk.sendDigits(call.id, '1'),
      () => stage.desk.cancelLogout(),
    ];
    for (const command of commands) {
      stage.his.plays(answers(), refuses('SwitchRefused'));
      expect(await command()).toEqual(done());
      expect(await command()).toEqual(failed('SwitchRefused'));
    }

    stage.his.plays(refuses('OngoingInteraction'), logsOut);
    expect(await stage.desk.logout()).toEqual(failed('OngoingInteraction'));
    expect(await stage.desk.logout()).toEqual(done({ channels: [] }));
  });

  it('is that the user did not want to, after all', async () => {
    await loggedInWith({ notReadyReason: mustGiveReason });
    const outcome = stage.desk.notReady();
    await stage.until(({ screen }) => screen?.kind === 'NotReadyReason');
    stage.desk.answer(null);

    expect(await outcome).toEqual(failed('Cancelled'));
    expect(notice()).toBeNull();
  });
});

describe('A notice', () => {
  it('ends when a command of its kind succeeds, and no sooner', async () => {
    await loggedInWith();
    stage.his.plays(answers(), answers({ interactionId: 'call-1' }));
    await stage.desk.dial('Mira');
    await stage.desk.ready();
    expect(notice()?.failure.name).toBe('InvalidParams');

    await stage.desk.dial('200');
    expect(notice()).toBeNull();
  });

  it('ends for a channel when it is done for that channel, or for all', async () => {
    await loggedInWith();
    stage.his.plays(refuses('ActivationFailure', { channelId: 'phone' }), answers(), answers());
    await stage.desk.activate('phone');
    await stage.desk.activate('chat');
    expect(notice()).not.toBeNull();

    await stage.desk.activateAll();
    expect(notice()).toBeNull();
  });

  it('is worded in the language that is spoken, also by who logged in in another', async () => {
    const failure = (name: string, data: object = {}, message = '') => ({ name, code: 1, message, data: { ...data } });
    vi.stubGlobal('window', new EventTarget()); // where @lit/localize says that the language has changed
    await loggedInWith();
    const { session } = stage.desk.store.state;
    const forbidden = failure('Forbidden', {}, 'Worded by HIS at the login.');
    const noNumber = failure('InvalidParams', { path: 'params.destination' });
    const notReady = failure('NotReadyFailure', { channelId: 'gone' });
    const held = failure('InvalidState', { state: 'Held' });

    expect(failureText(noNumber, session)).toMatch(/^This number cannot be called\./);
    await speak('de');
    expect(failureText(forbidden, session)).toMatch(/^Das ist Ihnen nicht erlaubt\./);
    expect(failureText(noNumber, session)).toMatch(/^Diese Nummer kann nicht angerufen werden\./);
    expect(failureText(notReady, session)).toContain('gone');
    expect(failureText(held, session)).toContain('Gehalten');
    expect(failureText(failure('RateLimited', { retryAfterSeconds: 7 }), session)).toContain('7');
    expect(failureText(failure('NewSinceThen', {}, 'As HIS says.'), session)).toBe('As HIS says.');
    expect(failureText(failure('NewSinceThen'), session)).toBe('Der Befehl ist fehlgeschlagen.');
    expect(failureText(failure('SwitchRefused', { queues: ['sales', 'vip'] }), session)).toBe(
      'Die Anlage hat das nicht ausgeführt. Nicht ausgeführt in: sales, vip.',
    );
    await speak('ar');
    expect(failureText(noNumber, session)).toMatch(/[\u0600-\u06ff]/);
    await speak('en');
    expect(failureText(forbidden, session)).toMatch(/^You are not allowed/);
    vi.unstubAllGlobals();
  });
});
