import { describe, expect, it } from 'vitest';
import type { Channel, Snapshot } from '../src/bus/wire.ts';
import { AgentDesktop } from '../src/desktop/agent-desktop.ts';
import { emptyState, type Action, type BarState } from '../src/state/model.ts';
import { capabilitiesOf } from '../src/state/platforms.ts';
import { reduce } from '../src/state/reducer.ts';
import { firstToAccept } from '../src/state/selectors.ts';
import { barScreen } from '../src/view/bar.ts';
import { allChannelsCell, channelCell } from '../src/view/channels.ts';
import { interactionList } from '../src/view/interactions.ts';
import { loadScreens } from '../src/view/screens.ts';
import type { SessionView } from '../src/view/view.ts';
import { alice, desktopFixture } from './support/desktop-fixture.ts';
import { call, chat, everything, phone, snapshotAtTwo, snapshotWith, twoPlatforms } from './support/samples.ts';
import { answers, logsIn } from './support/scripted-his.ts';
import { htmlOf, textOf } from './support/template-text.ts';

const { at, channels } = twoPlatforms;
const stateOf = (snapshot: Snapshot): BarState =>
  reduce({ ...emptyState, link: 'Connected' }, { kind: 'snapshot', snapshot });
const event = (params: object, sequence = 4): Action => ({
  kind: 'event',
  event: { method: 'session.event.platform', params: { sequence, time: '2026-05-04T08:01:00Z', ...params } },
});
const viewOf = (state: BarState) =>
  ({
    desktop: new AgentDesktop({ url: '' }),
    state,
    session: state.session!,
    language: 'en',
    isNarrow: false,
    acceptKey: '',
  }) as unknown as SessionView;
const inactive = { activation: 'Inactive', agentState: null } as const;
const unavailable = { activation: 'Unavailable', agentState: null } as const;

describe('The platforms of a session', () => {
  it('are those of the snapshot, and follow session.event.platform', () => {
    const before = stateOf(snapshotAtTwo());
    const after = reduce(before, event({ platform: 'text', state: 'LoggedOff', cause: 'SwitchInitiated' }));
    expect(before.session!.platforms).toEqual(snapshotAtTwo().platforms);
    expect(after.session!.platforms).toMatchObject([
      { name: 'phone', state: 'LoggedOn' },
      { name: 'text', state: 'LoggedOff', cause: 'SwitchInitiated', required: false },
    ]);
    const again = reduce(after, event({ platform: 'text', state: 'LoggedOn', cause: 'Reconciled' }, 5));
    expect(again.session!.platforms![1]).toMatchObject({ state: 'LoggedOn', cause: 'Reconciled' });
    expect(reduce(before, event({ platform: 'fax', state: 'LoggedOff' })).session!.platforms).toEqual(
      before.session!.platforms,
    );
  });

  it('are absent if the agent works at one, whatever events say', () => {
    const state = reduce(
      stateOf(snapshotWith()),
      event({ platform: 'phone', state: 'LoggedOff', cause: 'Supervisor' }),
    );
    expect(state.session).toMatchObject({ sequence: 4 });
    expect(state.session!.platforms).toBeUndefined();
    expect(capabilitiesOf(state.session!, phone)).toBe(state.session!.capabilities);
  });

  it('that was unavailable at the login can do, once there, what its event says', () => {
    const nothing = { commands: [], channelDeactivation: false, dialing: false };
    const before = stateOf(snapshotAtTwo([at('phone'), at('text', { state: 'Unavailable', ...nothing })]));
    const after = reduce(
      before,
      event({ platform: 'text', state: 'LoggedOn', cause: 'Reconciled', capabilities: everything }),
    );
    expect(capabilitiesOf(after.session!, channels[1]!)).toEqual(everything);
  });
});

describe('A command on a channel', () => {
  const little = { commands: ['End'] as const, channelDeactivation: false, dialing: false };
  const ringing: Channel = { ...channels[0]!, interactions: [{ ...call, state: 'Alerting' }] };
  const chatting: Channel = {
    ...channels[1]!,
    interactions: [{ ...call, id: 'chat-1', type: 'Chat', state: 'Alerting', since: '2026-05-04T07:00:00Z' }],
  };

  it('is offered as its platform can', () => {
    const state = stateOf(snapshotAtTwo([at('phone'), at('text', little)], [ringing, chatting]));
    const view = viewOf(state);
    const [first, second] = htmlOf(interactionList(view)).split('<li').slice(1);
    expect(first).toContain('button accept');
    expect(second).not.toContain('button accept');
    expect(firstToAccept(state.session!)?.id).toBe(call.id);
    expect(htmlOf(channelCell(view, ringing))).toContain('button deactivate');
    expect(htmlOf(channelCell(view, chatting))).not.toContain('button deactivate');
  });

  it('to dial is offered if the platform of a telephone can dial', () => {
    const fixed = { ...channels[0]!, id: 'desk', platform: 'text' };
    const state = stateOf(snapshotAtTwo([at('phone'), at('text', little)], [fixed, channels[0]!]));
    expect(htmlOf(barScreen(viewOf(state)))).toContain('part="dial"');
    const none = stateOf(snapshotAtTwo([at('phone', little), at('text')], channels));
    expect(htmlOf(barScreen(viewOf(none)))).not.toContain('part="dial"');
  });
});

describe('A line in the bar', () => {
  const lines = (state: BarState) => textOf(barScreen(viewOf(state))).split('Logout')[0];

  it('is there for each platform that is away, and says what that means', async () => {
    await loadScreens();
    const away = [at('phone', { state: 'LoggedOff' }), at('text', { state: 'Unavailable' })];
    const state = stateOf(snapshotAtTwo(away));
    expect(lines(state)).toContain(
      'phone (Telephony): You are logged off there. Activate one of its channels to log on again.',
    );
    expect(lines(state)).toContain(
      'text (Chat, Email): It cannot be reached. You will be logged on there as soon as possible.',
    );
    const caused = reduce(
      stateOf(snapshotAtTwo()),
      event({ platform: 'text', state: 'LoggedOff', cause: 'SwitchRestart' }),
    );
    expect(lines(caused)).toContain('to log on again. The switch was restarted.');
    expect(lines(caused)).not.toContain('phone (');
  });

  it('is not there while a logout logs off one platform after the other', async () => {
    await loadScreens();
    const away = stateOf(snapshotAtTwo([at('phone', { state: 'LoggedOff' }), at('text')]));
    const running = reduce(away, { kind: 'busy', control: 'logout', busy: true });
    expect(lines(running)).not.toContain('You are logged off there');
    expect(lines(reduce(running, { kind: 'busy', control: 'logout', busy: false }))).toContain(
      'You are logged off there',
    );
  });

  it('is not there while the agent is logged on everywhere, or works at one platform', async () => {
    await loadScreens();
    expect(htmlOf(barScreen(viewOf(stateOf(snapshotAtTwo()))))).toMatch(/role="status">\s*<\/div>/);
    expect(htmlOf(barScreen(viewOf(stateOf(snapshotWith()))))).not.toContain('part="platform');
  });
});

describe('The buttons for all channels', () => {
  const hints = (platforms: Parameters<typeof snapshotAtTwo>[0], all: readonly Channel[] = channels) => {
    const found = htmlOf(allChannelsCell(viewOf(stateOf(snapshotAtTwo(platforms, all)))));
    const titleOf = (part: string) => new RegExp(`part="button ${part}"( title="([^"]*)")?`).exec(found)?.[2];
    return ['ready', 'not-ready', 'activateall', 'deactivateall'].map(titleOf);
  };

  it('say which channels they do not reach', async () => {
    await loadScreens();
    const [first, second, third] = channels as [Channel, Channel, Channel];
    const off = [at('phone'), at('text', { state: 'LoggedOff', channelDeactivation: false })];
    expect(hints(off, [first, { ...second, ...inactive }, { ...third, ...inactive }])).toEqual([
      'Does not reach: Chat (text), Email (text)',
      'Does not reach: Chat (text), Email (text)',
      undefined, // logs on there again
      undefined,
    ]);
    const gone = [at('phone', { channelDeactivation: false }), at('text', { state: 'Unavailable' })];
    expect(hints(gone, [{ ...first, ...inactive }, second, { ...third, ...unavailable }])).toEqual([
      'Does not reach: Telephony (phone), Email (text)',
      'Does not reach: Telephony (phone), Email (text)',
      'Does not reach: Telephony (phone), Email (text)',
      'Does not reach: Email (text)',
    ]);
  });

  it('say nothing if they reach all, or the agent works at one platform', async () => {
    await loadScreens();
    expect(hints(undefined)).toEqual([undefined, undefined, undefined, undefined]);
    const one = stateOf(snapshotWith({ channels: [phone, { ...chat, ...inactive }] }));
    expect(htmlOf(allChannelsCell(viewOf(one)))).not.toContain('Does not reach');
  });
});

describe('Without platforms in the snapshot', () => {
  const fixture = desktopFixture();

  it('no request has a member for several platforms', async () => {
    fixture.his.plays(logsIn(snapshotWith()), answers(), answers(), answers({ interactionId: 'call-1' }));
    await fixture.desktop.login(alice);
    await fixture.desktop.notReady();
    await fixture.desktop.ready();
    await fixture.desktop.dial('200');
    expect(fixture.his.heard.slice(1).map(({ params }) => Object.keys(params).sort())).toEqual([
      ['requestId'],
      ['requestId'],
      ['channelId', 'destination', 'requestId'],
    ]);
    expect(fixture.desktop.link.toResumeResult()!.snapshot).not.toHaveProperty('platforms');
  });

  it('another tab gets none either, and those of a session that has several', async () => {
    fixture.his.plays(logsIn(snapshotAtTwo()));
    await fixture.desktop.login(alice);
    expect(fixture.desktop.link.toResumeResult()!.snapshot.platforms).toEqual(snapshotAtTwo().platforms);
  });

  it('dials on the telephone whose platform can', async () => {
    const desk: Channel = { ...phone, id: 'desk', platform: 'text' };
    const snapshot = snapshotAtTwo([at('phone'), at('text', { dialing: false })], [desk, channels[0]!]);
    fixture.his.plays(logsIn(snapshot), answers({ interactionId: 'call-1' }));
    await fixture.desktop.login(alice);
    await fixture.desktop.dial('200');
    expect(fixture.his.heard.at(-1)!.params['channelId']).toBe('phone');
  });
});
