import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../src/bus/wire.ts';
import { emptyState, type BarState, type Action } from '../src/state/model.ts';
import { reduce } from '../src/state/reducer.ts';
import { call, chat, phone, snapshotWith } from './support/samples.ts';

const loggedIn = reduce(emptyState, { kind: 'snapshot', snapshot: snapshotWith() });

const event = (method: string, params: object, sequence = 4): Action => ({
  kind: 'event',
  event: { method, params: { sequence, time: '2026-05-04T08:01:00Z', ...params } },
});
const after = (...inputs: Action[]) => inputs.reduce(reduce, loggedIn).session!;
const channel = (method: string, params: object = {}) =>
  after(event(`channel.event.${method}`, { channelId: 'phone', ...params })).channels[0]!;

describe('The state after an event', () => {
  it.each([
    ['activated', { activation: 'Active', agentState: 'NotReady' }],
    ['deactivated', { activation: 'Inactive', agentState: null }],
    ['ready', { activation: 'Active', agentState: 'Ready' }],
    ['notready', { activation: 'Active', agentState: 'NotReady' }],
    ['unavailable', { activation: 'Unavailable', agentState: null }],
  ])('follows channel.event.%s', (method, expected) => {
    expect(channel(method)).toMatchObject({ ...expected, since: '2026-05-04T08:01:00Z' });
  });

  it('applies the members of an event, and prefers its since to its time', () => {
    const notReady = channel('notready', { reason: { code: 'B', label: 'Break' }, since: '2026-05-04T08:00:30Z' });
    expect(notReady).toMatchObject({ reason: { label: 'Break' }, since: '2026-05-04T08:00:30Z' });
    expect(channel('available', { activation: 'Active', agentState: 'Ready', reason: null })).toMatchObject({
      activation: 'Active',
      agentState: 'Ready',
    });
  });

  it('keeps the cause as long as a channel is Not Ready', () => {
    const notReady = event('channel.event.notready', { channelId: 'phone', cause: 'ConnectionLost' });
    const next = (verb: string) => event(`channel.event.${verb}`, { channelId: 'phone', cause: 'AgentRequest' }, 5);
    expect(after(notReady).channels[0]!.cause).toBe('ConnectionLost');
    for (const verb of ['ready', 'deactivated', 'unavailable', 'available']) {
      expect(after(notReady, next(verb)).channels[0]!.cause).toBeNull();
    }
    expect(after(notReady, next('activated')).channels[0]!.cause).toBe('AgentRequest');
    expect(channel('notready').cause).toBeNull();
    expect(channel('notready', { cause: { odd: true } }).cause).toBeNull();
  });

  it('keeps the queues that differ from their channel until its state changes or they agree', () => {
    const queues = [
      { queue: 'sales', agentState: 'Ready' },
      { queue: 'support', agentState: 'NotReady', reason: { text: 'Auto-Pause' } },
    ];
    const ready = event('channel.event.ready', { channelId: 'phone' });
    const told = event('channel.event.updated', { channelId: 'phone', queues, cause: 'SwitchInitiated' }, 5);
    const next = (verb: string, params: object = {}) =>
      event(`channel.event.${verb}`, { channelId: 'phone', ...params }, 6);
    expect(after(ready, told).channels[0]).toMatchObject({ agentState: 'Ready', queues });
    expect(after(ready, told).channels[0]!.since).toBe(after(ready).channels[0]!.since);
    for (const verb of ['ready', 'notready', 'deactivated', 'activated', 'unavailable', 'available']) {
      expect(after(ready, told, next(verb)).channels[0]).not.toHaveProperty('queues');
    }
    expect(after(ready, told, next('updated', { queues: [] })).channels[0]).not.toHaveProperty('queues');
    for (const odd of [null, 'sales', 7, [null], [7], [{ agentState: 'Ready' }], [{ queue: 7 }]]) {
      expect(after(ready, told, next('updated', { queues: odd })).channels[0]).not.toHaveProperty('queues');
    }
  });

  it('adds a channel once, and removes it', () => {
    const created = event('channel.event.created', { channelId: 'email', type: 'Email', activation: 'Inactive' });
    const again = event('channel.event.created', { channelId: 'email', type: 'Email', activation: 'Active' }, 5);
    expect(after(created, again).channels.filter(({ id }) => id === 'email')).toMatchObject([{ activation: 'Active' }]);
    expect(after(event('channel.event.disposed', { channelId: 'phone' })).channels.map(({ id }) => id)).toEqual([
      'chat',
    ]);
  });

  it('follows an interaction from its beginning to its end', () => {
    const { id, ...members } = call;
    const created = event('interaction.event.created', {
      channelId: 'phone',
      interactionId: id,
      ...members,
      state: 'Alerting',
    });
    const updated = event('interaction.event.updated', { interactionId: id, state: 'Connected' }, 5);
    const completed = event('interaction.event.completed', { interactionId: id }, 6);

    expect(after(created).channels[0]!.interactions).toMatchObject([{ id, party: call.party, state: 'Alerting' }]);
    expect(after(created, updated).channels[0]!.interactions).toMatchObject([
      { party: call.party, state: 'Connected' },
    ]);
    const second = { state: 'Dialing', party: '200' };
    const consulting = event(
      'interaction.event.updated',
      { interactionId: id, state: 'Held', consultation: second },
      5,
    );
    const alone = event('interaction.event.updated', { interactionId: id, state: 'Connected', consultation: null }, 6);
    expect(after(created, consulting).channels[0]!.interactions).toMatchObject([
      { party: call.party, state: 'Held', consultation: second },
    ]);
    expect(after(created, consulting, alone).channels[0]!.interactions).toMatchObject([{ consultation: null }]);
    expect(after(created, updated, completed).channels[0]!.interactions).toEqual([]);
  });

  it('ignores unknown objects', () => {
    expect(after(event('channel.event.ready', { channelId: 'nobody' })).channels).toEqual([phone, chat]);
    expect(after(event('something.event.new', {})).channels).toEqual([phone, chat]);
  });

  it('clears the blockers when an interaction changes', () => {
    const told = reduce(loggedIn, { kind: 'blockers', blockers: [] });
    expect(told.session!.blockers).toEqual([]);
    expect(reduce(told, event('interaction.event.updated', { interactionId: 'x' })).session!.blockers).toBeUndefined();
    expect(reduce(told, event('channel.event.ready', { channelId: 'phone' })).session!.blockers).toEqual([]);
  });
});

describe('The sequence', () => {
  const events = fc.array(
    fc.record({
      sequence: fc.integer({ min: -2, max: 12 }),
      method: fc.constantFrom(
        'channel.event.ready',
        'channel.event.notready',
        'channel.event.deactivated',
        'x.event.y',
      ),
    }),
  );
  const play = (state: BarState, list: readonly { sequence: number; method: string }[]) =>
    list.reduce((each, { sequence, method }) => reduce(each, event(method, { channelId: 'phone' }, sequence)), state);

  it('never decreases, and ends at the last event before a gap', () => {
    fc.assert(
      fc.property(events, (list) => {
        const last = list.reduce((each, { sequence }) => (sequence === each + 1 ? sequence : each), 3);
        expect(play(loggedIn, list).session!.sequence).toBe(last);
      }),
    );
  });

  it('ignores a repeated event', () => {
    fc.assert(
      fc.property(events, (list) => {
        const once = play(loggedIn, list);
        const old = list.filter(({ sequence }) => sequence <= once.session!.sequence);
        expect(play(once, old).session).toBe(once.session);
      }),
    );
  });

  it('has a gap exactly if a number is missing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 4, max: 12 })), (numbers) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const state = play(
          loggedIn,
          sorted.map((sequence) => ({ sequence, method: 'x.event.y' })),
        );
        expect(state.session!.gap).toBe(sorted.some((sequence, index) => sequence !== index + 4));
      }),
    );
  });

  it('is not set back by an older snapshot, except that of another session', () => {
    const older = { kind: 'snapshot', snapshot: snapshotWith({ sequence: 2, channels: [] }) } as const;
    const another = { ...older, snapshot: { ...older.snapshot, session: { ...older.snapshot.session, id: 'other' } } };
    expect(reduce(loggedIn, older)).toBe(loggedIn);
    expect(reduce(loggedIn, another).session!.sequence).toBe(2);
  });

  it('is that of the snapshot, which includes events before the response to the login', () => {
    const early = [1, 2, 3].map((sequence) => ({ sequence, method: 'channel.event.deactivated' }));
    const state = play(play(emptyState, early), []);
    expect(state.session).toBeNull();
    expect(play(loggedIn, early).session).toBe(loggedIn.session);
  });
});

describe('The reducer', () => {
  it('accepts any event without throwing', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.object());
    const method = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'channel.event.created',
        'channel.event.notready',
        'interaction.event.created',
        'interaction.event.updated',
      ),
    );
    const params = fc.record(
      {
        channelId: fc.constantFrom('phone', 'new'),
        interactionId: fc.string(),
        since: value,
        reason: value,
        type: value,
        state: value,
        party: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(method, params, (name, members) => {
        const odd = { method: name, params: { sequence: 4, time: 'never', ...members } } as unknown as BusEvent;
        const { session } = reduce(loggedIn, { kind: 'event', event: odd });
        expect(session!.sequence).toBe(4);
        for (const { since } of session!.channels) expect(typeof since).toBe('string');
      }),
    );
  });

  it('clears all data when the session has ended', () => {
    const full = reduce(loggedIn, { kind: 'busy', control: 'dial', busy: true });
    expect(reduce(full, { kind: 'ended', ending: 'TakenOver' })).toEqual({ ...emptyState, ending: 'TakenOver' });
  });

  it('never modifies a state', () => {
    const frozen = structuredClone(loggedIn);
    after(
      event('channel.event.ready', { channelId: 'phone' }),
      event('channel.event.disposed', { channelId: 'phone' }, 5),
    );
    expect(loggedIn).toEqual(frozen);
  });
});
