import { describe, expect, it } from 'vitest';
import type { ReasonPolicy } from '../src/bus/wire.ts';
import type { Screen } from '../src/state/model.ts';
import { kit } from '../src/view/kit.ts';
import { failureText } from '../src/view/labels.ts';
import { answerOf, groupsOf, reasonForm } from '../src/view/reason-form.ts';
import { lazilyLoaded } from '../src/view/screen-content.ts';
import type { View } from '../src/view/view.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { mustGiveReason, snapshotAtTwo, twoPlatforms } from './support/samples.ts';
import { answers, logsIn, logsOut, refuses } from './support/scripted-his.ts';
import { htmlOf, textOf } from './support/template-text.ts';

const fixture = desktopFixture();
const { at, channels } = twoPlatforms;

const chatReasons: ReasonPolicy = {
  requirement: 'Required',
  freeText: false,
  reasons: [
    { code: '1', label: 'Shift is over' },
    { code: '2', label: 'Meeting' },
  ],
};
const needInfo = (...reasons: { platform: string; policy: ReasonPolicy }[]) =>
  refuses('NeedInfo', { reason: reasons[0]!.policy, reasons });
const phoneList = { platform: 'phone', policy: mustGiveReason };
const textList = { platform: 'text', policy: chatReasons };

const loggedIn = async (...given: Parameters<typeof snapshotAtTwo>) => {
  fixture.his.plays(logsIn(snapshotAtTwo(...given)));
  await fixture.desktop.login(alice);
};
type ReasonScreen = Extract<Screen, { policy: ReasonPolicy }>;
const screen = async () => (await fixture.until(({ screen }) => screen !== null)).screen as ReasonScreen;
const sent = (method: string) =>
  fixture.his.heard
    .filter((each) => each.method === method)
    .map(({ params }) => ({ reason: params['reason'], reasons: params['reasons'] }));
const logouts = () => sent('session.request.logout');

describe('A logout at several platforms', () => {
  it('asks once for all reasons, and sends one for each', async () => {
    await loggedIn();
    fixture.his.plays(needInfo(phoneList, textList), logsOut);
    const done = fixture.desktop.logout();
    expect(await screen()).toMatchObject({ policy: mustGiveReason, notAccepted: false, lists: [phoneList, textList] });
    fixture.desktop.answerScreen({
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: '1' },
      ],
    });
    await done;
    expect(logouts()[1]).toEqual({
      reason: undefined,
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: '1' },
      ],
    });
  });

  it('sends one reason for all if it is the same, so that those who did not ask get it too', async () => {
    await loggedIn();
    fixture.his.plays(needInfo(phoneList, { platform: 'text', policy: mustGiveReason }), logsOut);
    const done = fixture.desktop.logout();
    await screen();
    fixture.desktop.answerScreen({
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: 'END' },
      ],
    });
    await done;
    expect(logouts()[1]).toEqual({ reason: { code: 'END' }, reasons: undefined });
  });

  it('keeps what was chosen if only another platform asks again', async () => {
    const fresh = { ...chatReasons, reasons: [{ code: '3', label: 'Gone' }] };
    await loggedIn();
    fixture.his.plays(needInfo(phoneList, textList), needInfo({ platform: 'text', policy: fresh }), logsOut);
    const done = fixture.desktop.logout();
    await screen();
    fixture.desktop.answerScreen({
      reasons: [
        { platform: 'phone', text: 'dentist' },
        { platform: 'text', code: '1' },
      ],
    });
    const again = await screen();
    expect(again).toMatchObject({ notAccepted: true, policy: fresh });
    expect(again.lists).toEqual([
      { ...phoneList, chosen: { text: 'dentist' } },
      { platform: 'text', policy: fresh },
    ]);
    // A view that knows one reason only answers for the platform that asks.
    fixture.desktop.answerScreen({ code: '3' });
    await done;
    expect(logouts()[2]!.reasons).toEqual([
      { platform: 'phone', text: 'dentist' },
      { platform: 'text', code: '3' },
    ]);
  });

  it('adds a platform that wants a reason later, and omits an empty choice', async () => {
    const optional = { platform: 'text', policy: { ...chatReasons, requirement: 'Optional' } as const };
    await loggedIn();
    fixture.his.plays(needInfo(phoneList), needInfo(optional), logsOut);
    const done = fixture.desktop.logout();
    await screen();
    fixture.desktop.answerScreen({ reasons: [{ platform: 'phone', code: 'END' }] });
    expect((await screen()).lists).toEqual([{ ...phoneList, chosen: { code: 'END' } }, optional]);
    fixture.desktop.answerScreen({ reasons: [{ platform: 'phone', code: 'END' }, { platform: 'text' }] });
    await done;
    expect(logouts().slice(1)).toEqual([
      { reason: { code: 'END' }, reasons: undefined },
      { reason: undefined, reasons: [{ platform: 'phone', code: 'END' }] },
    ]);
  });

  it('tells on Basic Login at which platform the agent is still logged on', async () => {
    await loggedIn();
    fixture.his.plays((his, { id }) => {
      const platforms = [
        { platform: 'phone', loggedOff: 'Yes' },
        { platform: 'text', loggedOff: 'LeftBehind' },
      ];
      his.tells('session.event.disposed', { cause: 'AgentRequest' });
      his.says({ jsonrpc: '2.0', id, result: { channels: [], platforms } });
      his.closes(1000);
    });
    expect(await fixture.desktop.logout()).toMatchObject({ ok: true });
    const { session, notice } = fixture.desktop.store.state;
    expect([session, notice?.failure]).toMatchObject([null, { name: 'LeftBehind', data: { platforms: ['text'] } }]);
    expect(failureText(notice!.failure, null)).toBe(
      'You are logged out, but not yet at text. You will be logged off there as soon as possible.',
    );
  });
});

describe('Not Ready for all channels', () => {
  const platforms = [at('phone', { notReadyReason: mustGiveReason }), at('text', { notReadyReason: chatReasons })];

  it('asks for the reasons of every platform with an active channel', async () => {
    await loggedIn(platforms);
    fixture.his.plays(needInfo(textList), answers());
    const done = fixture.desktop.notReady();
    expect((await screen()).lists).toEqual([phoneList, textList]);
    fixture.desktop.answerScreen({
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: '2' },
      ],
    });
    expect((await screen()).lists).toEqual([{ ...phoneList, chosen: { code: 'END' } }, textList]);
    fixture.desktop.answerScreen({
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: '1' },
      ],
    });
    expect(await done).toMatchObject({ ok: true });
    expect(sent('channelgroup.request.notready')[1]!.reasons).toEqual([
      { platform: 'phone', code: 'END' },
      { platform: 'text', code: '1' },
    ]);
  });

  it('asks for none if no platform with an active channel has any', async () => {
    const [first, ...others] = channels;
    await loggedIn(platforms.toSpliced(1, 1, at('text')), [
      { ...first!, activation: 'Inactive', agentState: null },
      ...others,
    ]);
    fixture.his.plays(answers());
    await fixture.desktop.notReady();
    expect(sent('channelgroup.request.notready')).toEqual([{ reason: undefined, reasons: undefined }]);
  });

  it('of one channel asks for the reason of its platform', async () => {
    await loggedIn(platforms);
    fixture.his.plays(answers());
    const done = fixture.desktop.notReady('chat');
    expect(await screen()).toEqual({ kind: 'NotReadyReason', policy: chatReasons, notAccepted: false });
    fixture.desktop.answerScreen({ code: '2' });
    await done;
    expect(fixture.his.heard.at(-1)!.params).toMatchObject({ channelId: 'chat', reason: { code: '2' } });
  });
});

describe('The reason screen', () => {
  const view = { desktop: fixture.desktop, state: { session: null } } as unknown as View;
  const formOf = (lists: ReasonScreen['lists'], notAccepted = false) => {
    lazilyLoaded(kit);
    const one: ReasonScreen = { kind: 'LogoutReason', policy: mustGiveReason, notAccepted, ...(lists && { lists }) };
    return htmlOf(reasonForm(view, one, 'Logout reason'));
  };
  const names = (form: string) => [...form.matchAll(/type="radio" name="([^"]*)" value="([^"]*)"( checked)?/g)];

  it('has one list if all platforms have the same codes, in any order', () => {
    const turned = { ...mustGiveReason, version: '9', reasons: mustGiveReason.reasons.toReversed() };
    const form = formOf([phoneList, { platform: 'text', policy: turned }]);
    expect(form.match(/<fieldset/g)).toHaveLength(1);
    expect(form).not.toContain('phone');
    const groups = groupsOf({ policy: mustGiveReason, lists: [phoneList, { platform: 'text', policy: turned }] });
    expect(answerOf(groups, [{ code: 'END' }])).toEqual({
      reasons: [
        { platform: 'phone', code: 'END' },
        { platform: 'text', code: 'END' },
      ],
    });
  });

  it('requires a reason in that list if one platform does', () => {
    const optional = { ...mustGiveReason, requirement: 'Optional' } as const;
    expect(formOf([{ platform: 'text', policy: optional }, phoneList])).not.toContain('No reason');
  });

  it('has a list for each platform, labeled by its name, if the codes, labels or the free text differ', () => {
    const form = formOf([phoneList, textList]);
    const legends = form.match(/<legend>.*?<\/legend>/g)!;
    expect(legends.map(textOf)).toEqual(['phone: Choose a reason', 'text: Choose a reason']);
    expect(names(form).map(([, name, code]) => [name, code])).toEqual([
      ['code', 'END'],
      ['code', 'TRAIN'],
      ['code', ' other'],
      ['code-1', '1'],
      ['code-1', '2'],
    ]);
    const relabeled = mustGiveReason.reasons.map((each) => ({ ...each, label: 'Break' }));
    for (const other of [{ freeText: false }, { reasons: relabeled }, { reasons: [] }]) {
      const lists = [phoneList, { platform: 'text', policy: { ...mustGiveReason, ...other } }];
      expect(groupsOf({ policy: mustGiveReason, lists }).map(({ label }) => label)).toEqual(['phone', 'text']);
    }
  });

  it('shows what was chosen, and begins with the list in which nothing is', () => {
    const form = formOf([{ ...phoneList, chosen: { code: 'TRAIN' } }, textList], true);
    expect(names(form).flatMap(([, , code, checked]) => (checked ? [code] : []))).toEqual(['TRAIN']);
    expect(/value="([^"]*)"[^>]* autofocus/.exec(form)![1]).toBe('1');
    const written = formOf([{ ...phoneList, chosen: { text: 'dentist' } }, textList], true);
    expect(written).toContain('value="dentist"');
    expect(names(written).flatMap(([, , code, checked]) => (checked ? [code] : []))).toEqual([' other']);
  });

  it('is as it was without platforms', () => {
    const form = formOf(undefined);
    expect(names(form).map(([, name]) => name)).toEqual(['code', 'code', 'code']);
    expect(form).toContain('<legend>Choose a reason</legend>');
    expect(answerOf(groupsOf({ policy: mustGiveReason }), [{ code: 'END' }])).toEqual({ code: 'END' });
  });
});
