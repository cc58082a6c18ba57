import type { BusEvent } from '../bus/wire.ts';
import { channelsAfter } from './channels.ts';
import { offsetAfter } from './clock.ts';
import { emptyState, type BarState, type Input, type SessionState } from './model.ts';

/** The next state. Pure: the same state and input give the same answer, and nothing else is read or changed. */
export function reduce(state: BarState, input: Input): BarState {
  switch (input.kind) {
    case 'link':
      return { ...state, link: input.link };
    case 'snapshot': {
      const { session, capabilities, channelGroup } = input.snapshot;
      const times = [session.loggedInAt, ...channelGroup.channels.map((channel) => channel.since)];
      return {
        ...state,
        ending: null,
        clockOffset: times.reduce((offset, time) => offsetAfter(offset, time, input.now), state.clockOffset),
        session: {
          session,
          capabilities,
          channels: channelGroup.channels,
          sequence: session.sequence,
          gap: false,
          disposed: false,
          blockers: undefined,
        },
      };
    }
    case 'event':
      return {
        ...state,
        clockOffset: offsetAfter(state.clockOffset, input.event.params.time, input.now),
        session: state.session && sessionAfter(state.session, input.event),
      };
    case 'blockers':
      return { ...state, session: state.session && { ...state.session, blockers: input.blockers } };
    case 'busy':
      return { ...state, busy: withOrWithout(state.busy, input.control, input.busy) };
    case 'notice':
      return { ...state, notice: input.notice };
    case 'screen':
      return { ...state, screen: input.screen };
    case 'ended':
      // Whatever is known of agent and customer goes, in one step, by starting from nothing (R17).
      return { ...emptyState, ending: input.ending };
  }
}

/**
 * A session after an event. Until a login is answered there is no session, and the events that come before the answer
 * are already in its snapshot.
 */
function sessionAfter(state: SessionState, event: BusEvent): SessionState {
  const { sequence } = event.params;
  if (sequence <= state.sequence) return state;
  const channels = channelsAfter(state.channels, event);
  return {
    ...state,
    channels,
    sequence,
    disposed: state.disposed || event.method === 'session.event.disposed',
    gap: state.gap || sequence > state.sequence + 1,
    blockers: event.method.startsWith('interaction.') ? undefined : state.blockers,
  };
}

function withOrWithout(set: ReadonlySet<string>, member: string, wanted: boolean): ReadonlySet<string> {
  if (set.has(member) === wanted) return set;
  return wanted ? new Set([...set, member]) : new Set([...set].filter((each) => each !== member));
}
