import { describe, expect, it, vi } from 'vitest';
import { failureText } from '../src/view/labels.ts';
import { speak } from '../src/locales/languages.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { call, chat, mustGiveReason, phone, snapshotWith } from './support/samples.ts';
import { answers, isSilent, logsIn, logsOut, refuses } from './support/scripted-his.ts';

const fixture = desktopFixture();

const loggedInWith = async (...given: Parameters<typeof snapshotWith>) => {
  fixture.his.plays(logsIn(snapshotWith(...given)));
  await fixture.desktop.login(alice);
};
const notice = () => fixture.desktop.store.state.notice;
const done = (result: object = {}) => ({ ok: true, result });
const failed = (name: string) => ({ ok: false, failure: expect.objectContaining({ name }) });

describe('The outcome of a command', () => {
  it('is the result of HIS: the new call', async () => {
    await loggedInWith();
    fixture.his.plays(answers({ interactionId: 'call-1' }));

    expect(await fixture.desktop.dial('030 1234')).toEqual(done({ interactionId: 'call-1' }));
  });

  it('is the failure of HIS, with its message', async () => {
    await loggedInWith();
    fixture.his.plays(refuses('Forbidden', { channelId: 'phone' }, 'No.'));

    expect(await fixture.desktop.dial('0900 1234')).toEqual({
      ok: false,
      failure: { name: 'Forbidden', code: 1000, message: 'No.', data: { failure: 'Forbidden', channelId: 'phone' } },
    });
  });

  it('is a failure without a request for text that is not a number', async () => {
    await loggedInWith();

    expect(await fixture.desktop.dial('0800 FLOWERS')).toEqual(failed('InvalidParams'));
    expect(notice()?.failure.data).toEqual({ path: 'params.destination' });
    expect(await fixture.desktop.transfer('call-1', 'Mira')).toEqual(failed('InvalidParams'));
    expect(await fixture.desktop.consult('call-1', '')).toEqual(failed('InvalidParams'));
    expect(fixture.his.methods).toEqual(['session.request.login']);
  });

  it('is a failure if nobody is logged in, or there is no telephone', async () => {
    expect(await fixture.desktop.dial('200')).toEqual(failed('NoSession'));
    await loggedInWith({ channels: [chat] });
    expect(await fixture.desktop.dial('200')).toEqual(failed('NotSupported'));
    expect(notice()?.failure.name).toBe('NotSupported');
  });

  it('is a failure while the session of the previous page is resumed', async () => {
    await loggedInWith();
    fixture.his.plays(isSilent);
    fixture.reload();
    await fixture.until(({ link }) => link === 'Lost');
    expect(await fixture.desktop.dial('200')).toEqual(failed('LinkLost'));
    expect(notice()).toBeNull();
  });

  it('is a failure during a login, and its notice closes with the login', async () => {
    const asked = new Promise<() => void>((arrived) =>
      fixture.his.plays((...step) => arrived(() => logsIn(snapshotWith())(...step))),
    );
    const login = fixture.desktop.login(alice);
    const answer = await asked;
    expect([await fixture.desktop.dial('200'), notice()?.failure.name]).toEqual([failed('NoSession'), 'NoSession']);
    answer();
    await login;
    expect(notice()).toBeNull();
  });

  it('comes from HIS if the telephone is not active', async () => {
    await loggedInWith({ channels: [{ ...phone, activation: 'Inactive', agentState: null }] });
    fixture.his.plays(refuses('InvalidState', { state: 'Inactive' }));

    expect(await fixture.desktop.dial('200')).toEqual(failed('InvalidState'));
  });

  it('is a failure while the link is lost, without a notice', async () => {
    await loggedInWith();
    fixture.his.plays(isSilent);
    fixture.his.connection.socket.terminate();
    await fixture.until(({ link }) => link === 'Lost');

    expect(await fixture.desktop.dial('200')).toEqual(failed('LinkLost'));
    expect(await fixture.desktop.sendDigits('call-1', '1')).toEqual(failed('LinkLost'));
    expect(notice()).toBeNull();
  });

  it('is the same for a double click, and a failure for another number', async () => {
    await loggedInWith();
    fixture.his.plays(answers({ interactionId: 'call-1' }));
    const outcomes = await Promise.all([
      fixture.desktop.dial('200'),
      fixture.desktop.dial('200'),
      fixture.desktop.dial('201'),
    ]);

    expect(outcomes).toEqual([done({ interactionId: 'call-1' }), done({ interactionId: 'call-1' }), failed('Busy')]);
    expect(fixture.his.methods.filter((each) => each === 'channel.request.dial')).toHaveLength(1);
  });

  it('is that of HIS for every other command too', async () => {
    fixture.his.plays(refuses('InvalidCredentials'));
    expect(await fixture.desktop.login(alice)).toEqual(failed('InvalidCredentials'));
    fixture.his.plays(logsIn(snapshotWith({ channels: [{ ...phone, interactions: [call] }] })));
    expect(await fixture.desktop.login(alice)).toEqual(done());

    const commands = [
      () => fixture.desktop.ready(),
      () => fixture.desktop.ready('phone'),
      () => fixture.desktop.notReady(),
      () => fixture.desktop.activate('phone'),
      () => fixture.desktop.deactivateAll(),
      () => fixture.desktop.sendInteractionCommand('hold', call.id),
      () => fixture.desktop.transfer(call.id, '200'),
      () => fixture.desktop.consult(call.id, '200'),
      () => fixture.desktop.sendDigits(call.id, '1'),
      () => fixture.desktop.cancelLogout(),
    ];
    for (const command of commands) {
      fixture.his.plays(answers(), refuses('SwitchRefused'));
      expect(await command()).toEqual(done());
      expect(await command()).toEqual(failed('SwitchRefused'));
    }

    fixture.his.plays(refuses('OngoingInteraction'), logsOut);
    expect(await fixture.desktop.logout()).toEqual(failed('OngoingInteraction'));
    expect(await fixture.desktop.logout()).toEqual(done({ channels: [] }));
  });

  it('is Cancelled if the user cancels', async () => {
    await loggedInWith({ notReadyReason: mustGiveReason });
    const outcome = fixture.desktop.notReady();
    await fixture.until(({ screen }) => screen?.kind === 'NotReadyReason');
    fixture.desktop.answerScreen(null);

    expect(await outcome).toEqual(failed('Cancelled'));
    expect(notice()).toBeNull();
  });
});

describe('A notice', () => {
  it('closes when a command of its kind succeeds, not earlier', async () => {
    await loggedInWith();
    fixture.his.plays(answers(), answers({ interactionId: 'call-1' }));
    await fixture.desktop.dial('Mira');
    await fixture.desktop.ready();
    expect(notice()?.failure.name).toBe('InvalidParams');

    await fixture.desktop.dial('200');
    expect(notice()).toBeNull();
  });

  it('closes when the command succeeds for its channel, or for all', async () => {
    await loggedInWith();
    fixture.his.plays(refuses('ActivationFailure', { channelId: 'phone' }), answers(), answers());
    await fixture.desktop.activate('phone');
    await fixture.desktop.activate('chat');
    expect(notice()).not.toBeNull();

    await fixture.desktop.activateAll();
    expect(notice()).toBeNull();
  });

  it('is in the current language, even if that of the login was another', async () => {
    const failure = (name: string, data: object = {}, message = '') => ({ name, code: 1, message, data: { ...data } });
    vi.stubGlobal('window', new EventTarget()); // @lit/localize dispatches events there
    await loggedInWith();
    const { session } = fixture.desktop.store.state;
    const forbidden = failure('Forbidden', {}, 'Worded by HIS at the login.');
    const noNumber = failure('InvalidParams', { path: 'params.destination' });
    const notReady = failure('NotReadyFailure', { channelId: 'gone' });
    const held = failure('InvalidState', { state: 'Held' });

    expect(failureText(noNumber, session)).toMatch(/^This number cannot be called\./);
    await speak('de');
    expect(failureText(forbidden, session)).toMatch(/^Das ist Ihnen nicht erlaubt\./);
    expect(failureText(noNumber, session)).toMatch(/^Diese Nummer kann nicht angerufen werden\./);
    expect(failureText(notReady, session)).toContain('gone');
    expect(failureText(held, session)).toBe('Das ist im aktuellen Zustand nicht möglich.');
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
