import { afterEach, beforeEach } from 'vitest';
import { AgentDesktop } from '../../src/desktop/agent-desktop.ts';
import type { BarState } from '../../src/state/model.ts';
import { ScriptedHis, webSocket } from './scripted-his.ts';

export const alice = { agentId: 'alice', password: 'secret' };

/** A scripted HIS and a desktop that will connect to it, new for every test. */
export interface Fixture {
  his: ScriptedHis;
  desktop: AgentDesktop;
  /** The storage of the tab, which outlives a page. */
  storage: Map<string, string>;
  /** Reloads the page: another desktop with the storage of the tab. */
  reload: () => void;
  /** Waits for a state; returns at once if it is the current one. */
  until: (wanted: (state: BarState) => boolean) => Promise<BarState>;
}

export function desktopFixture(): Fixture {
  const fixture = {} as Fixture;

  beforeEach(async () => {
    fixture.his = await ScriptedHis.start();
    fixture.storage = new Map();
    fixture.desktop = newDesktop(fixture);
  });

  afterEach(async () => {
    fixture.desktop.leave();
    await fixture.his.stop();
  });

  fixture.reload = () => {
    fixture.desktop.leave();
    fixture.desktop = newDesktop(fixture);
    fixture.desktop.resume();
  };

  fixture.until = (wanted) =>
    new Promise<BarState>((found) => {
      const look = (state: BarState) => wanted(state) && (stop(), found(state));
      const stop = fixture.desktop.store.subscribe(look);
      look(fixture.desktop.store.state);
    });

  return fixture;
}

const newDesktop = ({ his, storage }: Fixture): AgentDesktop =>
  new AgentDesktop({
    url: his.url,
    webSocket,
    locale: 'de',
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    },
  });
