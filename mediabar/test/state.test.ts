import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities, Channel, InteractionState } from '../src/bus/wire.ts';
import { clockText, offsetAfter, secondsSince } from '../src/state/clock.ts';
import { emptyState } from '../src/state/model.ts';
import { reduce } from '../src/state/reducer.ts';
import {
  blockerOf,
  canTransferOrConsult,
  canHearTones,
  mustAskForBlockers,
  overallState,
  ringsAtTelephone,
  verbsFor,
} from '../src/state/selectors.ts';
import { call, chat, everything, phone, snapshotWith } from './support/samples.ts';

const sessionWith = (...channels: Channel[]) =>
  reduce(emptyState, { kind: 'snapshot', snapshot: snapshotWith({ channels }) }).session!;
const withCall = (state: InteractionState) => sessionWith({ ...phone, interactions: [{ ...call, state }] }, chat);

describe('The blocker of a logout', () => {
  it('is nothing without interactions', () => {
    expect(blockerOf(sessionWith(phone))).toBeUndefined();
  });

  it.each(['Alerting', 'Dialing', 'Connected', 'Held'] as const)(
    'is an interaction that is %s, without asking',
    (state) => {
      expect(blockerOf(withCall(state))?.id).toBe(call.id);
      expect(mustAskForBlockers(withCall(state))).toBe(false);
    },
  );

  it('is wrap-up until HIS says that it is not', () => {
    const session = withCall('Ended');
    expect(mustAskForBlockers(session)).toBe(true);
    expect(blockerOf(session)?.id).toBe(call.id);
    expect(blockerOf({ ...session, blockers: [] })).toBeUndefined();
    expect(mustAskForBlockers({ ...session, blockers: [] })).toBe(false);
  });
});

describe('The commands on an interaction', () => {
  it.each([
    ['Alerting', ['accept', 'reject']],
    ['Dialing', ['end']],
    ['Connected', ['hold', 'end']],
    ['Held', ['retrieve', 'end']],
    ['Ended', ['complete']],
  ] as const)('depends on its state: %s', (state, verbs) => {
    expect(verbsFor({ ...call, state }, everything)).toEqual(verbs);
  });

  it('do not include holding a chat', () => {
    expect(verbsFor({ ...call, type: 'Chat', state: 'Connected' }, everything)).toEqual(['end']);
  });

  it.each([
    ['Dialing', 'Held', ['cancelconsultation']],
    ['Connected', 'Held', ['completetransfer', 'conference', 'cancelconsultation']],
    ['Conference', 'Connected', ['end']],
  ] as const)('is, with a second party, to go on with that: %s', (second, state, verbs) => {
    const consulting = { ...call, state, consultation: { state: second, party: '200' } };
    expect(verbsFor(consulting, everything)).toEqual(verbs);
    expect(canTransferOrConsult(consulting, everything)).toBe(false);
    expect(canHearTones(consulting, everything)).toBe(second === 'Conference');
  });

  it('are limited to those of the switch', () => {
    const little: Capabilities = { ...everything, commands: ['Reject', 'End', 'Complete'] };
    const alerting = { ...call, state: 'Alerting' } as const;
    expect(verbsFor(call, little)).toEqual(['end']);
    expect(verbsFor(alerting, little)).toEqual(['reject']);
    expect([canTransferOrConsult(call, little), canHearTones(call, little)]).toEqual([false, false]);
    expect([ringsAtTelephone(alerting, little), ringsAtTelephone(alerting, everything)]).toEqual([true, false]);
    expect(ringsAtTelephone({ ...alerting, type: 'Chat' }, little)).toBe(false);
  });

  it('include transfer and DTMF for calls only', () => {
    expect([canTransferOrConsult(call, everything), canHearTones(call, everything)]).toEqual([true, true]);
    const held = { ...call, state: 'Held' } as const;
    expect([canTransferOrConsult(held, everything), canHearTones(held, everything)]).toEqual([true, false]);
    const chatting = { ...call, type: 'Chat' } as const;
    expect([canTransferOrConsult(chatting, everything), canHearTones(chatting, everything)]).toEqual([false, false]);
    expect(canTransferOrConsult(call, { ...everything, commands: ['Consult'] })).toBe(true);
  });
});

describe('The state of all channels', () => {
  it('is the common one, or mixed', () => {
    expect(overallState(sessionWith(phone, chat))).toBe('Ready');
    expect(overallState(sessionWith(phone, { ...chat, agentState: 'NotReady' }))).toBe('Mixed');
    expect(overallState(sessionWith({ ...phone, activation: 'Inactive', agentState: null }))).toBeUndefined();
  });
});

describe('The clock', () => {
  it('follows the time of HIS, whatever the local clock is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(100_000), (ahead, lasted) => {
        const since = '2026-05-04T08:00:00Z';
        const local = Date.parse(since) + ahead;
        const offset = offsetAfter(null, { now: since, sent: local, received: local });
        expect(secondsSince(since, offset, local + lasted)).toBe(Math.floor(lasted / 1000));
      }),
    );
  });

  it('is never off by more than the round trip', () => {
    const time = fc.record({ at: fc.nat(1e9), there: fc.nat(30_000), back: fc.nat(30_000) });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(time, { minLength: 1 }), (ahead, answers) => {
        const told = answers.map(({ at, there, back }) => ({
          now: new Date(at + there + ahead).toISOString(),
          sent: at,
          received: at + there + back,
        }));
        const offset = told.reduce<number | null>(offsetAfter, null)!;
        const { sent, received } = told.at(-1)!;
        expect(Math.abs(offset - ahead)).toBeLessThanOrEqual(received - sent);
      }),
    );
  });

  it('is unaffected by a slow response, and follows a clock that was set', () => {
    const eight = Date.parse('2026-05-04T08:00:00Z');
    const quick = offsetAfter(null, { now: '2026-05-04T08:00:00Z', sent: eight, received: eight });
    expect(offsetAfter(quick, { now: '2026-05-04T08:00:10Z', sent: eight, received: eight + 19_000 })).toBe(0);
    const later = eight + 3_600_000;
    expect(offsetAfter(quick, { now: '2026-05-04T08:00:20Z', sent: later, received: later })).toBe(20_000 - 3_600_000);
    expect(offsetAfter(quick, { now: 'nonsense', sent: 0, received: 0 })).toBe(0);
  });

  it('is never negative or NaN', () => {
    expect(secondsSince('2026-05-04T08:00:00Z', 0, 0)).toBe(0);
    expect(secondsSince('nonsense', null, 0)).toBe(0);
  });

  it.each([
    [7, '0:07'],
    [725, '12:05'],
    [3723, '1:02:03'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });
});
