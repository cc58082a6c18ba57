import { afterEach, beforeEach } from 'vitest';
import { Desk } from '../src/desk.ts';
import type { BarState } from '../src/state/model.ts';
import { ScriptedHis, webSocket } from './scripted-his.ts';

export const alice = { agentId: 'alice', password: 'secret' };

/** The stage of a play: a scripted HIS and a desk that will connect to it, new for every test. */
export interface Stage {
  his: ScriptedHis;
  desk: Desk;
  /** Waits for a state; at once if it is there. */
  until: (wanted: (state: BarState) => boolean) => Promise<BarState>;
}

export function atTheDesk(): Stage {
  const stage = {} as Stage;

  beforeEach(async () => {
    stage.his = await ScriptedHis.start();
    stage.desk = new Desk({ url: stage.his.url, webSocket, locale: 'de' });
  });

  afterEach(async () => {
    stage.desk.leave();
    await stage.his.stop();
  });

  stage.until = (wanted) =>
    new Promise<BarState>((found) => {
      const look = (state: BarState) => wanted(state) && (stop(), found(state));
      const stop = stage.desk.store.subscribe(look);
      look(stage.desk.store.state);
    });

  return stage;
}
