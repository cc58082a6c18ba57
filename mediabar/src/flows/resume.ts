import { localFailure } from '../bus/answer.ts';
import type { BackOff } from '../bus/back-off.ts';
import type { BusClient } from '../bus/bus-client.ts';
import type { Ending } from '../bus/closing.ts';
import type { Tabs } from '../bus/tabs.ts';
import type { Token } from '../bus/token.ts';
import type { Cause, Snapshot } from '../bus/wire.ts';
import type { Desk } from '../desk.ts';

/** After this much silence, in ms, the answer is taken for lost, and asked for again on another connection. */
const timeoutMs = 10_000;

/** What may come from another tab is looked at before it is shown. */
const isWhole = (snapshot: Partial<Snapshot> | undefined) =>
  snapshot?.session && snapshot.capabilities && Array.isArray(snapshot.channelGroup?.channels);

/** No word about the session: HIS is not there, or has too much to do. */
const passing: readonly string[] = ['LinkLost', 'TimedOut', 'RateLimited', 'InternalError'];

/**
 * Resume: MediaBar's part of docs/use-cases/resume.md. Begins when the link is lost while a session lives, and when the
 * page was loaded anew.
 *
 * 1. MediaBar opens a connection, again and again, with growing waits. Where another tab leads, it is one to that tab, which
 *    answers in HIS's place; where none does, this one leads from now on.
 * 2. MediaBar sends `session.request.resume` with the token and the sequence of the last event it has heard.
 * 3. What was missed comes, and is taken in like any event.
 * 4. HIS answers with a snapshot and the next token. What waited for an answer is asked again, with the same bytes.
 *
 * AF1. Not all that was missed came: the snapshot is all there is.
 * AF2. The first tries fail, and there is no session to show: the agent may log in anew meanwhile, which ends the tries.
 * EF1. Resume refused, EF2. Session ended: Basic Login, which says why where the agent did not ask for it.
 */
export async function resume(
  desk: Desk,
  bus: BusClient,
  token: Token,
  tabs: Tabs,
  backOff: BackOff,
  atOnce: boolean,
  lost: Ending,
): Promise<void> {
  const { store } = desk;
  for (let tries = atOnce ? 0 : 1; ; tries++) {
    // 1.
    if (tries) await backOff.wait();
    if (desk.isOn(bus)) await tabs.role();
    const { ticket } = token;
    if (!desk.isOn(bus) || !ticket) return;
    if (!(await bus.connect())) {
      if (tries > 2 && desk.isOn(bus)) store.take({ kind: 'stalled' }); // AF2
      continue;
    }

    // 2. and 3.
    const answer = await bus.ask('session.request.resume', ticket, timeoutMs);
    if (!desk.isOn(bus)) return;
    if (!answer.ok || !isWhole(answer.result.snapshot)) {
      const { name, data } = answer.ok ? localFailure('LinkLost') : answer.failure;
      if (!passing.includes(name)) return desk.end(name === 'SessionEnded' ? (data['cause'] as Cause) : lost); // EF1, EF2
      bus.giveUp();
      continue;
    }

    // 4. and AF1. With everything replayed the snapshot says nothing new; it never says anything older.
    const { snapshot, resumeToken, requestId } = answer.result;
    token.take(resumeToken, snapshot.session.sequence, requestId);
    store.take({ kind: 'snapshot', snapshot });
    store.take({ kind: 'link', link: 'Connected' });
    bus.carryOn();

    // A logout that a former page asked for: to ask again is to join it, and to hear how it ends.
    if (snapshot.session.loggingOut && !store.state.busy.has('logout')) void desk.logout();
    return;
  }
}
