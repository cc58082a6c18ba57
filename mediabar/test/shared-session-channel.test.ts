import { describe, expect, it } from 'vitest';
import { emptyState } from '../src/state/model.ts';
import { alice } from './support/desktop-fixture.ts';
import { chat, phone, snapshotWith } from './support/samples.ts';
import { answers, logsIn, logsOut, resumes } from './support/scripted-his.ts';
import { browser, his, opens, tabsFixture, twoTabs, until } from './support/tabs-fixture.ts';

tabsFixture();

describe('A message between tabs', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'here'],
    ['no kind', { since: 9e15 }],
    ['a ticket that is none', { kind: 'here', since: 9e15, ticket: { resumeToken: 1 } }],
    ['no time', { kind: 'here', since: 'now', ticket: { resumeToken: 'x', requestId: 'x', lastSequence: 0 } }],
    ['an ending that is none', { kind: 'end', since: 9e15, ending: {} }],
    ['an answer that is none', { kind: 'tell', since: 9e15, text: { snapshot: 1 } }],
    ['no JSON', { kind: 'tell', since: 9e15, text: '{' }],
  ])('is validated: %s', async (_, message) => {
    const tab = opens();
    browser.says(message);
    his.plays(logsIn(snapshotWith()));
    await tab.desktop.login(alice);

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
  ])('is forwarded to HIS only if it is a request: %s', async (_, text) => {
    const [first] = await twoTabs();
    browser.says({ kind: 'ask', from: 'x', text });
    his.plays(answers());
    await first.desktop.ready();

    expect(his.methods).toEqual(['session.request.login', 'channelgroup.request.ready']);
    expect(first.state.link).toBe('Connected');
  });

  it('with an invalid session is not shown', async () => {
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
    await first.desktop.login(alice);
    first.reload();
    await first.isIn();
    expect(second.state).toEqual(emptyState);
    await first.desktop.logout();

    expect(first.state).toEqual(emptyState);
  });
});
