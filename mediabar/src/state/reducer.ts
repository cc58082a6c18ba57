import { localFailure } from '../bus/answer.ts';
import type { BusEvent, Cause } from '../bus/wire.ts';
import { channelsAfter } from './channels.ts';
import { offsetAfter } from './clock.ts';
import { emptyState, type BarState, type Action, type Notice, type NotTaken, type SessionState } from './model.ts';
import { mustReport, notTakenOf } from './not-taken.ts';
import { platformsAfter } from './platforms.ts';

/** The next state. Pure: depends on its arguments alone and changes nothing. */
export function reduce(state: BarState, action: Action): BarState {
  switch (action.kind) {
    case 'link':
      return { ...state, link: action.link, stalled: false };
    case 'stalled':
      return { ...state, stalled: true };
    case 'time': {
      const clockOffset = offsetAfter(state.clockOffset, action.time);
      return clockOffset === state.clockOffset ? state : { ...state, clockOffset };
    }
    case 'snapshot': {
      const { session, capabilities, channelGroup, platforms } = action.snapshot;
      const old = state.session;
      if (old && old.session.id === session.id && old.sequence > session.sequence) return state;
      return {
        ...state,
        ending: null,
        session: {
          session,
          capabilities,
          channels: channelGroup.channels,
          platforms,
          sequence: session.sequence,
          gap: false,
          disposed: null,
          pending: session.logoutPending ? (old?.pending ?? 'Unknown') : null,
          blockers: undefined,
        },
      };
    }
    case 'event': {
      const { method, params } = action.event;
      const session = state.session && sessionAfter(state.session, action.event);
      const isNew = session?.sequence !== state.session?.sequence;
      const failed: boolean = method === pendingLogout && !!params['failure'] && isNew;
      return {
        ...state,
        session,
        notice: isNew ? noticeAfter(state, session?.notTaken, method) : state.notice,
        ...(failed && {
          notice: {
            failure: localFailure('PendingLogoutFailed'),
            command: 'logout',
            channels: [],
            channelId: undefined,
          },
        }),
      };
    }
    case 'blockers':
      return { ...state, session: state.session && { ...state.session, blockers: action.blockers } };
    case 'busy':
      return {
        ...state,
        busy: withOrWithout(state.busy, action.control, action.busy),
        // A logout with a response has ended, even if the snapshot of a resume said that it was running.
        session: action.control === 'logout' && !action.busy ? notLoggingOut(state.session) : state.session,
      };
    case 'notice':
      return { ...state, notice: action.notice };
    case 'screen':
      return { ...state, screen: action.screen };
    case 'panel':
      return { ...state, panel: action.panel };
    case 'ended':
      // Clears all data of agent and customer in one step (R17).
      return { ...emptyState, ending: action.ending };
  }
}

/**
 * The session after an event. Before the response to a login there is no session; its snapshot includes the events
 * until then.
 */
function sessionAfter(state: SessionState, event: BusEvent): SessionState {
  const { sequence } = event.params;
  if (sequence <= state.sequence) return state;
  if (sequence > state.sequence + 1) return state.gap ? state : { ...state, gap: true };
  const channels = channelsAfter(state.channels, event);
  return {
    ...state,
    channels,
    platforms: platformsAfter(state, event),
    sequence,
    disposed: event.method === 'session.event.disposed' ? causeOf(event) : state.disposed,
    pending: event.method === pendingLogout ? (event.params['pending'] ? causeOf(event) : null) : state.pending,
    gap: false,
    blockers: event.method.startsWith('interaction.') ? undefined : state.blockers,
    notTaken: notTakenOf(state, event),
  };
}

/** The notice after an event. One about an unanswered call stays until it is closed or the next interaction begins. */
function noticeAfter({ notice, busy }: BarState, notTaken: NotTaken | undefined, method: string): Notice | null {
  if (notTaken && mustReport(notTaken, busy)) {
    return { failure: localFailure('NotTaken', { ...notTaken }), channels: [], channelId: undefined };
  }
  return notice?.failure.name === 'NotTaken' && method === 'interaction.event.created' ? null : notice;
}

const pendingLogout = 'session.event.logoutpending';

const causeOf = ({ params }: BusEvent) => (params['cause'] ?? 'AgentRequest') as Cause;

const notLoggingOut = (state: SessionState | null): SessionState | null =>
  state?.session.loggingOut ? { ...state, session: { ...state.session, loggingOut: false } } : state;

function withOrWithout(set: ReadonlySet<string>, member: string, wanted: boolean): ReadonlySet<string> {
  if (set.has(member) === wanted) return set;
  return wanted ? new Set([...set, member]) : new Set([...set].filter((each) => each !== member));
}
