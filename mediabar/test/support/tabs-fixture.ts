import { afterEach, beforeEach, expect, vi } from 'vitest';
import { alice } from './desktop-fixture.ts';
import { Browser, type Tab } from './browser.ts';
import { phone, snapshotWith } from './samples.ts';
import { logsIn, ScriptedHis } from './scripted-his.ts';

export let his: ScriptedHis;
export let browser: Browser;

/** A scripted HIS and a browser without tabs, new for every test. */
export function tabsFixture(): void {
  beforeEach(async () => {
    his = await ScriptedHis.start();
    browser = new Browser();
  });

  afterEach(async () => {
    vi.useRealTimers();
    for (const tab of browser.tabs) tab.desktop.leave();
    await his.stop();
  });
}

export const notReady = { ...phone, agentState: 'NotReady', cause: 'AgentRequest' } as const;
export const wentNotReady: [string, object] = ['channel.event.notready', { channelId: 'phone', cause: 'AgentRequest' }];
export const opens = (options: object = {}) => browser.opens(his, options);
export const asked = (method: string) => his.heard.filter((request) => request.method === method);
/** Waits up to half a minute, so that a slow machine does not fail the test. */
export const until = <T>(holds: () => T) => vi.waitFor(holds, 30_000);
export const heard = (method: string) => until(() => expect(asked(method)).not.toHaveLength(0));
export const seen = ({ session, link }: Tab['state']) => ({
  channels: session?.channels,
  sequence: session?.sequence,
  link,
});

/** Two tabs; the first has logged in and leads, the second follows. */
export async function twoTabs(): Promise<[Tab, Tab]> {
  const first = opens();
  his.plays(logsIn(snapshotWith()));
  await first.desktop.login(alice);
  const second = opens();
  await second.isIn();
  return [first, second];
}
