import { afterEach, beforeEach } from 'vitest';
import { Desk } from '../src/desk.ts';
import type { BarState } from '../src/state/model.ts';
import { ScriptedHis, webSocket } from './scripted-his.ts';

export const alice = { agentId: 'alice', password: 'secret' };

/** The stage of a play: a scripted HIS and a desk that will connect to it, new for every test. */
export interface Stage {
  his: ScriptedHis;
  desk: Desk;
  /** The storage of the tab. It outlives a page. */
  storage: Map<string, string>;
  /** The page is loaded anew: another desk, with the storage of the tab. */
  reload: () => void;
  /** Waits for a state; at once if it is there. */
  until: (wanted: (state: BarState) => boolean) => Promise<BarState>;
}

export function atTheDesk(): Stage {
  const stage = {} as Stage;

  beforeEach(async () => {
    stage.his = await ScriptedHis.start();
    stage.storage = new Map();
    stage.desk = newDesk(stage);
  });

  afterEach(async () => {
    stage.desk.leave();
    await stage.his.stop();
  });

  stage.reload = () => {
    stage.desk.leave();
    stage.desk = newDesk(stage);
    stage.desk.resume();
  };

  stage.until = (wanted) =>
    new Promise<BarState>((found) => {
      const look = (state: BarState) => wanted(state) && (stop(), found(state));
      const stop = stage.desk.store.subscribe(look);
      look(stage.desk.store.state);
    });

  return stage;
}

const newDesk = ({ his, storage }: Stage): Desk =>
  new Desk({
    url: his.url,
    webSocket,
    locale: 'de',
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    },
  });
