import { localFailure } from '../bus/answer.ts';
import type { BackOff } from '../bus/back-off.ts';
import type { BusClient } from '../bus/bus-client.ts';
import type { Ending } from '../bus/closing.ts';
import type { ResumeStore } from '../bus/resume-store.ts';
import type { SharedSession } from '../bus/shared-session.ts';
import type { Cause, Snapshot } from '../bus/wire.ts';
import type { FlowContext } from './context.ts';

export interface ResumeAttempt {
  readonly bus: BusClient;
  readonly resumeStore: ResumeStore;
  readonly sharedSession: SharedSession;
  readonly backOff: BackOff;
  /** Connects without a first wait: the page was just loaded, or another tab has the link. */
  readonly immediately: boolean;
  /** The ending to show if HIS refuses the resume without a cause. */
  readonly lostAs: Ending;
}

/** How long to wait for the response before asking again on another connection. */
const timeoutMs = 10_000;

/** A snapshot may come from another tab, so its shape is checked. */
const isComplete = (snapshot: Partial<Snapshot> | undefined) =>
  snapshot?.session && snapshot.capabilities && Array.isArray(snapshot.channelGroup?.channels);

/** Failures that say nothing about the session: HIS is away or overloaded. */
const transientFailures: readonly string[] = ['LinkLost', 'TimedOut', 'RateLimited', 'InternalError'];

/**
 * Resume: MediaBar's part of docs/use-cases/resume.md. Starts when the link of a session is lost, and when a page was
 * reloaded.
 *
 * 1. MediaBar opens a connection, again and again, with growing waits. If another tab leads, the connection is to that
 *    tab, which answers in place of HIS; otherwise this tab leads from now on.
 * 2. MediaBar sends `session.request.resume` with the token and the sequence of the last event it has received.
 * 3. HIS replays the missed events.
 * 4. HIS answers with a snapshot and the next token. Pending requests are sent again, byte for byte.
 *
 * AF1. Not every missed event was replayed: the snapshot is the whole state.
 * AF2. The first attempts fail and there is no session to show: the agent may log in again, which ends the attempts.
 * EF1. Resume refused, EF2. Session ended: Basic Login, which says why unless the agent asked for it.
 */
export async function resume(context: FlowContext, attempt: ResumeAttempt): Promise<void> {
  const { bus, resumeStore, sharedSession, backOff, immediately, lostAs } = attempt;
  const { store } = context;
  for (let tries = immediately ? 0 : 1; ; tries++) {
    // 1.
    if (tries) await backOff.wait();
    if (context.link.isCurrent(bus)) await sharedSession.resolveRole();
    const { state } = resumeStore;
    if (!context.link.isCurrent(bus) || !state) return;
    if (!(await bus.connect())) {
      if (tries > 2 && context.link.isCurrent(bus)) store.dispatch({ kind: 'stalled' }); // AF2
      continue;
    }

    // 2. and 3.
    const answer = await bus.request('session.request.resume', state, timeoutMs);
    if (!context.link.isCurrent(bus)) return;
    if (!answer.ok || !isComplete(answer.result.snapshot)) {
      const { name, data } = answer.ok ? localFailure('LinkLost') : answer.failure;
      if (!transientFailures.includes(name)) {
        return context.link.end(name === 'SessionEnded' ? (data['cause'] as Cause) : lostAs);
      } // EF1, EF2
      bus.abort();
      continue;
    }

    // 4. and AF1. After a full replay the snapshot equals the state; it is never older.
    const { snapshot, resumeToken, requestId } = answer.result;
    resumeStore.setToken(resumeToken, snapshot.session.sequence, requestId);
    store.dispatch({ kind: 'snapshot', snapshot });
    store.dispatch({ kind: 'link', link: 'Connected' });
    bus.resendPending();

    // The previous page asked for a logout: the same request joins it, and shows how it ends.
    if (snapshot.session.loggingOut && !store.state.busy.has('logout')) await context.logout();
    return;
  }
}
