import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { alice } from './at-the-desk.ts';
import { Browser, type Tab } from './browser.ts';
import { chat, mustGiveReason, phone, snapshotWith } from './samples.ts';
import { answers, isSilent, logsIn, logsOut, now, refuses, resumes, ScriptedHis } from './scripted-his.ts';

let his: ScriptedHis;
let browser: Browser;

beforeEach(async () => {
  his = await ScriptedHis.start();
  browser = new Browser();
});

afterEach(async () => {
  vi.useRealTimers();
  for (const tab of browser.tabs) tab.desk.leave();
  await his.stop();
});

const notReady = { ...phone, agentState: 'NotReady', cause: 'AgentRequest' } as const;
const wentNotReady: [string, object] = ['channel.event.notready', { channelId: 'phone', cause: 'AgentRequest' }];
const opens = (options: object = {}) => browser.opens(his, options);
const asked = (method: string) => his.heard.filter((request) => request.method === method);
/** However long the machine takes: what is not so in half a minute never will be. */
const until = <T>(holds: () => T) => vi.waitFor(holds, 30_000);
const heard = (method: string) => until(() => expect(asked(method)).not.toHaveLength(0));
const seen = ({ session, link }: Tab['state']) => ({ channels: session?.channels, sequence: session?.sequence, link });

/** Two tabs; the first has logged in and leads, the second follows. */
async function twoTabs(): Promise<[Tab, Tab]> {
  const first = opens();
  his.plays(logsIn(snapshotWith()));
  await first.desk.login(alice);
  const second = opens();
  await second.isIn();
  return [first, second];
}

describe('A second tab', () => {
  it('shows the same, without a login and without a connection', async () => {
    const [first, second] = await twoTabs();

    expect(seen(second.state)).toEqual(seen(first.state));
    expect(second.state.session!.session.agent).toEqual(first.state.session!.session.agent);
    expect(his.protocols).toHaveLength(1);
    expect(his.methods).toEqual(['session.request.login']);
  });

  it('counts as the first does, however long it has been', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [first, second] = await twoTabs();

    expect(first.state.clockOffset).toBe(Date.parse(now) - Date.now());
    expect(second.state.clockOffset).toBe(first.state.clockOffset);
  });

  it('that is at Basic Login follows when the first logs in', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(logsIn(snapshotWith()));
    await first.desk.login(alice);
    await second.isIn();

    expect(his.protocols).toHaveLength(1);
  });

  it('hears what HIS tells', async () => {
    const tabs = await twoTabs();
    his.connection.tells(...wentNotReady);
    await Promise.all(tabs.map((tab) => tab.until(({ session }) => session?.sequence === 4)));

    for (const tab of tabs)
      expect(seen(tab.state)).toEqual({ channels: [notReady, chat], sequence: 4, link: 'Connected' });
  });

  it('asks through the first, once, and is told what HIS says to it', async () => {
    const [first, second] = await twoTabs();
    his.plays(refuses('NotReadyFailure', { channelId: 'phone' }));
    await second.desk.notReady('phone');

    expect(asked('channel.request.notready').map(({ params }) => params)).toEqual([
      { requestId: expect.any(String), channelId: 'phone' },
    ]);
    expect(second.state.notice!.failure).toMatchObject({
      name: 'NotReadyFailure',
      message: 'HIS says NotReadyFailure.',
    });
    expect(first.state.notice).toBeNull();
  });

  it('is not told what another was answered', async () => {
    const [, second] = await twoTabs();
    const third = opens();
    await third.isIn();
    his.plays(isSilent, answers(), answers());
    const [slow, done] = [third.desk.ready(), second.desk.ready()];
    await done;
    await second.desk.notReady();

    expect([...third.state.busy]).toEqual(['ready']);
    third.desk.leave();
    await slow;
  });

  it('that closes is no disconnect', async () => {
    const [first, second] = await twoTabs();
    second.desk.leave();
    his.plays(answers());
    await first.desk.ready();

    expect(his.protocols).toHaveLength(1);
    expect(first.state.link).toBe('Connected');
  });

  it('shows that the link is lost, and that it is back', async () => {
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
    void elsewhere.desk.login(alice);
    await elsewhere.until(({ screen }) => screen?.kind === 'TakeOver');

    expect(another.state).toEqual(emptyState);
    expect(his.protocols).toHaveLength(2);
  });
});

describe('Two tabs at Basic Login', () => {
  it('that log in at once log in once', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(logsIn(snapshotWith()));
    await Promise.all([first.desk.login(alice), second.desk.login(alice)]);
    await Promise.all([first.isIn(), second.isIn()]);

    expect(his.methods).toEqual(['session.request.login']);
    expect([first, second].map(({ state }) => state.notice)).toEqual([null, null]);
    expect(JSON.stringify(browser.said)).not.toContain(alice.password);
  });

  it('have their turn one after the other where the first is refused', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(refuses('InvalidCredentials'), logsIn(snapshotWith()));
    await Promise.all([first.desk.login(alice), second.desk.login(alice)]);
    await Promise.all([first.isIn(), second.isIn()]);

    expect(asked('session.request.login')).toHaveLength(2);
  });

  it('do not wait for one that thinks about taking over, and answer for it', async () => {
    const [first, second] = [opens(), opens()];
    his.plays(refuses('AlreadyLoggedIn'), logsIn(snapshotWith()));
    const done = first.desk.login(alice);
    await first.until(({ screen }) => screen?.kind === 'TakeOver');
    await second.desk.login(alice);
    await Promise.all([done, first.isIn()]);

    expect(first.state.screen).toBeNull();
    expect(his.methods).toEqual(['session.request.login', 'session.request.login']);
  });
});

describe('When the tab that leads is gone', () => {
  it.each([
    ['closed', (tab: Tab) => tab.desk.leave()],
    ['crashed', (tab: Tab) => tab.crash()],
  ])('(%s) another goes on, with the newest token, from the last event', async (_, goes) => {
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

  it('another goes on from what it has heard itself, not from what the other had', async () => {
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

  it('a resume it had begun is sent again as the very same request', async () => {
    const [first, second] = await twoTabs();
    his.plays(isSilent, resumes(snapshotWith(), 'second'));
    his.connection.closes(1001);
    await heard('session.request.resume');
    first.crash();
    await second.isIn();

    const [one, other] = asked('session.request.resume');
    expect(other!.params).toEqual(one!.params);
  });

  it('what a follower had asked through it is asked again, as the very same request, and answered', async () => {
    const [first, second] = await twoTabs();
    his.plays(isSilent, resumes(snapshotWith(), 'second'), logsOut);
    const done = second.desk.logout();
    await heard('session.request.logout');
    first.crash();
    await done;

    const [one, other] = asked('session.request.logout');
    expect(JSON.stringify(other!.params)).toBe(JSON.stringify(one!.params));
    expect(second.state).toEqual(emptyState);
  });

  it('a logout it had asked for is answered in the next one', async () => {
    const [first, second] = await twoTabs();
    const going = snapshotWith();
    his.plays(
      isSilent,
      resumes({ ...going, session: { ...going.session, loggingOut: true } }, 'second'),
      refuses('NotReadyFailure'),
    );
    void first.desk.logout();
    await heard('session.request.logout');
    first.crash();

    expect((await second.until(({ notice }) => notice !== null)).notice!.failure.name).toBe('NotReadyFailure');
  });

  it('and loaded anew, it follows', async () => {
    const [first, second] = await twoTabs();
    his.plays(resumes(snapshotWith(), 'second'), answers());
    first.reload();
    await Promise.all([first.isIn(), second.isIn()]);
    await first.desk.ready();

    expect(his.protocols).toHaveLength(2);
    expect(asked('session.request.resume')).toHaveLength(1);
    expect([...browser.held.values()].map(({ tab }) => tab)).toEqual([second]);
  });

  it('the third in the row goes on after the second', async () => {
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

describe('A tab that leads and is deaf', () => {
  const held = () => [...browser.held.values()].map(({ tab }) => tab);
  /** Two seconds and a half go by meanwhile, and whatever else happens in them. */
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
  /** The second has asked something, and got the lead. */
  async function stolen(): Promise<[Tab, Tab]> {
    const [first, second] = await twoTabs();
    first.deaf = [];
    his.plays(resumes(snapshotWith(), 'second'), answers());
    await waits(() => second.desk.ready());
    return [first, second];
  }

  it('loses the lead to one that asks, and follows when it hears again', async () => {
    const [first, second] = await stolen();
    his.plays(answers(), answers(), answers()); // what it had not heard yet, it asks as well
    first.wakes();
    await first.isIn();
    await first.desk.notReady('chat');

    const ready = asked('channelgroup.request.ready').map(({ params }) => JSON.stringify(params));
    expect(new Set(ready).size).toBe(1); // to HIS, which knows the id, it is one
    expect(asked('channel.request.notready')).toHaveLength(1);
    expect(his.protocols).toHaveLength(2);
    expect(held()).toEqual([second]);
  });

  it('follows too where HIS tells it first', async () => {
    const [first, second] = await stolen();
    his.first.closes(4006);
    await first.until(({ link }) => link === 'Lost');
    expect(second.state.link).toBe('Connected');
    first.wakes();
    await first.isIn();

    expect(asked('session.request.resume')).toHaveLength(1);
    expect(second.state.ending).toBeNull();
  });

  it('is not heard with what it still says', async () => {
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

  it('does not keep another from logging in', async () => {
    const first = opens();
    his.plays(isSilent, logsIn(snapshotWith()));
    void first.desk.login(alice);
    await heard('session.request.login');
    first.deaf = [];
    const second = opens();
    await waits(() => second.desk.login(alice));

    expect(second.state.session).not.toBeNull();
  });
});

describe('The end of the session', () => {
  it.each([
    ['a logout in the tab that leads', (first: Tab) => (his.plays(logsOut), first.desk.logout()), null],
    ['a logout in one that follows', (_: Tab, second: Tab) => (his.plays(logsOut), second.desk.logout()), null],
    ['a supervisor', () => his.connection.closes(4002), 'LoggedOutBySupervisor'],
    ['a takeover', () => his.connection.closes(4001), 'TakenOver'],
    [
      'a resume that is refused',
      () => (his.plays(refuses('SessionEnded', { cause: 'Maintenance' })), his.connection.closes(1001)),
      'Maintenance',
    ],
  ])('(%s) is the same in every tab, and nothing is left in any', async (_, ends, ending) => {
    const tabs = await twoTabs();
    await ends(...tabs);
    await Promise.all(tabs.map((tab) => tab.isOut()));

    for (const { state, storage } of tabs) {
      expect(state).toEqual({ ...emptyState, ending });
      expect(storage.size).toBe(0);
    }
    expect([browser.held.size, [...browser.waiting.values()].flat().length]).toEqual([0, 0]);
    his.plays(logsIn(snapshotWith()));
    await tabs[1].desk.login(alice);
    await tabs[0].isIn();
  });

  it('comes after the reason that a follower was asked for', async () => {
    const [first, second] = await twoTabs();
    his.plays(refuses('NeedInfo', { reason: mustGiveReason }), logsOut);
    const done = second.desk.logout();
    await second.until(({ screen }) => screen !== null);
    expect(first.state.screen).toBeNull();
    second.desk.answer({ code: 'END' });
    await done;
    await first.isOut();

    expect(asked('session.request.logout').map(({ params }) => params['reason'])).toEqual([undefined, { code: 'END' }]);
  });
});

describe('What comes over the channel', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'here'],
    ['no kind', { since: 9e15 }],
    ['a ticket that is none', { kind: 'here', since: 9e15, ticket: { resumeToken: 1 } }],
    ['no time', { kind: 'here', since: 'now', ticket: { resumeToken: 'x', requestId: 'x', lastSequence: 0 } }],
    ['an ending that is none', { kind: 'end', since: 9e15, ending: {} }],
    ['an answer that is none', { kind: 'tell', since: 9e15, text: { snapshot: 1 } }],
    ['no JSON', { kind: 'tell', since: 9e15, text: '{' }],
  ])('is looked at: %s', async (_, message) => {
    const tab = opens();
    browser.says(message);
    his.plays(logsIn(snapshotWith()));
    await tab.desk.login(alice);

    expect(tab.state.session).not.toBeNull();
  });

  it.each<[string, unknown]>([
    ['no text', 5],
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a login', '{"id":1,"method":"session.request.login","params":{"agentId":"bob","password":"x"}}'],
    ['no method', '{"id":1,"params":{}}'],
    ['no params', '{"id":1,"method":"session.request.ping","params":5}'],
    ['an event', '{"id":1,"method":"session.event.disposed","params":{}}'],
  ])('is asked of HIS only if it is a request: %s', async (_, text) => {
    const [first] = await twoTabs();
    browser.says({ kind: 'ask', from: 'x', text });
    his.plays(answers());
    await first.desk.ready();

    expect(his.methods).toEqual(['session.request.login', 'channelgroup.request.ready']);
    expect(first.state.link).toBe('Connected');
  });

  it('of a session whose shape is none is not shown', async () => {
    const [first, second] = await twoTabs();
    first.deaf = [];
    const ticket = { resumeToken: 'x', requestId: 'x', lastSequence: 0 };
    const said = (words: string) => browser.said.filter((each) => JSON.stringify(each).includes(words));
    browser.says({ kind: 'here', since: 9e15 });
    await second.until(({ link }) => link === 'Lost');
    const hellos = said('hello').length;
    await until(() => expect(said('hello').length).toBeGreaterThan(hellos));
    browser.says({ kind: 'here', since: 9e15, ticket });
    const { from, text } = await until(() => said(String.raw`\"x\"`).at(-1) ?? expect.fail());
    const { id } = JSON.parse(String(text)) as { id: number };
    browser.says({ kind: 'tell', since: 9e15, to: from, text: JSON.stringify({ id, result: { snapshot: {} } }) });
    await until(() => expect(said('hello').length).toBeGreaterThan(hellos + 1));

    expect(second.state).toMatchObject({ link: 'Lost', session: { channels: [phone, chat] } });
  });
});

describe('A page', () => {
  const throws = class {
    constructor() {
      throw new DOMException('no', 'SecurityError');
    }
  };
  it.each([
    ['without locks', { locks: undefined }],
    ['whose locks are blocked', { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } }],
    ['whose channel is blocked', { channel: throws }],
  ])('%s works alone', async (_, options) => {
    const [first, second] = [opens(options), opens(options)];
    his.plays(logsIn(snapshotWith()), resumes(snapshotWith(), 'second'), logsOut);
    await first.desk.login(alice);
    first.reload();
    await first.isIn();
    expect(second.state).toEqual(emptyState);
    await first.desk.logout();

    expect(first.state).toEqual(emptyState);
  });
});
