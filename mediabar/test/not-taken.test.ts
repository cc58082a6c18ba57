import { describe, expect, it } from 'vitest';
import type { Interaction } from '../src/bus/wire.ts';
import { emptyState, type BarState, type Action } from '../src/state/model.ts';
import { reduce } from '../src/state/reducer.ts';
import { failureText, partyText } from '../src/view/labels.ts';
import { outwardEvents } from '../src/view/outward-events.ts';
import { call, chat, phone, snapshotWith } from './support/samples.ts';

const withCall = (interaction: Partial<Interaction>): BarState =>
  reduce(emptyState, {
    kind: 'snapshot',
    snapshot: snapshotWith({ channels: [{ ...phone, interactions: [{ ...call, ...interaction }] }, chat] }),
  });
const event = (verb: string, params: object, sequence = 4): Action => ({
  kind: 'event',
  event: {
    method: `interaction.event.${verb}`,
    params: { sequence, time: '2026-05-04T08:01:00Z', channelId: 'phone', interactionId: call.id, ...params },
  },
});
/** The text of the notice without direction marks. */
const said = ({ notice, session }: BarState) =>
  notice && failureText(notice.failure, session).replace(/[\u2068\u2069]/g, '');

const alerting = withCall({ state: 'Alerting' });
const dialing = withCall({ state: 'Dialing', direction: 'Outbound' });
const consulting = withCall({ state: 'Held', consultation: { state: 'Dialing', party: '200' } });

describe('A call that was not answered', () => {
  it.each([
    ['Busy', 'busy.'],
    ['NoAnswer', 'no answer.'],
    ['Refused', 'the call was declined.'],
    ['Unreachable', 'cannot be reached.'],
    ['Failed', 'the call failed.'],
    ['SomethingNew', 'the call failed.'],
  ])('is reported for an outbound call, a consultation and a transfer: %s', (cause, why) => {
    expect(said(reduce(dialing, event('completed', { cause })))).toBe(`+49 30 5550 142: ${why}`);
    const back = event('updated', { state: 'Connected', consultation: null, cause });
    expect(said(reduce(consulting, back))).toBe(`200: ${why}`);
    const transfer = event('transferfailed', { destination: '300', cause });
    expect(said(reduce(withCall({}), transfer))).toBe(`Nobody took the transfer. 300: ${why}`);
  });

  it.each([
    ['NoAnswer', 'you did not answer.'],
    ['Cancelled', 'gone before you answered.'],
    ['Unreachable', 'could not be put through to you.'],
    ['SomethingNew', 'could not be put through to you.'],
  ])('is reported for an inbound call: %s', (cause, why) => {
    expect(said(reduce(alerting, event('completed', { cause })))).toBe(`+49 30 5550 142: ${why}`);
  });

  it('is reported for a transfer whose interaction is gone, and for a customer who hung up', () => {
    const gone = reduce(withCall({}), event('completed', {}));
    const late = reduce(gone, event('transferfailed', { destination: '300', cause: 'Cancelled' }, 5));
    expect(said(late)).toBe('Nobody took the transfer. The customer did not wait for an answer.');
  });

  it('is not reported if the agent caused it', () => {
    expect(said(reduce(alerting, event('completed', { cause: 'Refused' })))).toBeNull();
    const back = event('updated', { state: 'Connected', consultation: null, cause: 'Cancelled' });
    expect(said(reduce(consulting, back))).toBeNull();
    const clicked = reduce(dialing, { kind: 'busy', control: `end:${call.id}`, busy: true });
    expect(said(reduce(clicked, event('completed', { cause: 'Cancelled' })))).toBeNull();
    // The agent did not pick up their own telephone, or hung up.
    const cancelled = reduce(dialing, event('completed', { cause: 'Cancelled' }));
    expect(said(cancelled)).toBe('+49 30 5550 142: canceled before there was an answer.');
  });

  it('is not reported without a cause, for an unknown interaction, or twice', () => {
    expect(said(reduce(alerting, event('completed', {})))).toBeNull();
    expect(said(reduce(alerting, event('completed', { cause: { odd: true } })))).toBeNull();
    expect(said(reduce(alerting, event('completed', { interactionId: 'other', cause: 'Busy' })))).toBeNull();
    const closed = reduce(reduce(dialing, event('completed', { cause: 'Busy' })), { kind: 'notice', notice: null });
    expect(said(reduce(closed, event('completed', { cause: 'Busy' })))).toBeNull();
  });

  it('is shown until the next interaction begins, which closes no other notice', () => {
    const begins = event('created', { interactionId: 'next', type: 'Telephony', state: 'Alerting' }, 5);
    const busy = reduce(dialing, event('completed', { cause: 'Busy' }));
    expect(said(reduce(busy, event('updated', { interactionId: 'other' }, 5)))).toContain('busy.');
    expect(said(reduce(busy, begins))).toBeNull();
    const failure = { name: 'SwitchUnavailable', code: 1104, message: 'The switch is away.', data: {} };
    const other = reduce(dialing, { kind: 'notice', notice: { failure, channels: [], channelId: undefined } });
    const beginsBeside = event('created', { interactionId: 'next', type: 'Telephony', state: 'Alerting' });
    expect(reduce(other, beginsBeside).notice).toBe(other.notice);
  });

  it('is sent to the host with its cause', () => {
    const told = (state: BarState, before: BarState) =>
      outwardEvents(state, before)
        .filter(({ type }) => type !== 'media-bar-state')
        .map(({ type, detail }) => [type, detail as object] as const);
    const busy = reduce(dialing, event('completed', { cause: 'Busy' }));
    expect(told(busy, dialing)).toMatchObject([['media-bar-interaction', { change: 'completed', cause: 'Busy' }]]);
    const back = reduce(consulting, event('updated', { state: 'Connected', consultation: null, cause: 'Busy' }));
    expect(told(back, consulting)).toMatchObject([['media-bar-interaction', { change: 'updated', cause: 'Busy' }]]);
    const transferred = reduce(busy, event('transferfailed', { destination: '300', cause: 'NoAnswer' }, 5));
    const detail = { interactionId: call.id, destination: '300', cause: 'NoAnswer' };
    expect(told(transferred, busy)).toEqual([['media-bar-transfer-failed', detail]]);
    expect(told({ ...transferred, link: 'Lost' }, transferred)).toEqual([]);
    expect(told(reduce(alerting, event('completed', {})), alerting)[0]![1]).not.toHaveProperty('cause');
  });
});

describe('The party', () => {
  it('has a name beside the number, never in place of it', () => {
    expect(partyText({ party: '+49 30', partyName: 'Mira' })).toBe('Mira, +49 30');
    expect(partyText({ party: '+49 30', partyName: null })).toBe('+49 30');
    expect(partyText({ party: '', partyName: '' })).toBe('Unknown');
  });

  it('may be withheld', () => {
    expect(partyText({ party: '', partyWithheld: true })).toBe('Number withheld');
  });

  it('is named, withheld and replaced by events', () => {
    const only = (state: BarState) => state.session!.channels[0]!.interactions[0]!;
    const named = reduce(alerting, event('updated', { state: 'Alerting', partyName: 'Mira' }));
    expect(only(named)).toMatchObject({ party: '+49 30 5550 142', partyName: 'Mira' });
    const withheld = event('updated', { state: 'Alerting', party: '', partyName: '', partyWithheld: true }, 5);
    expect(partyText(only(reduce(named, withheld)))).toBe('Number withheld');
    const odd = event('updated', { state: 'Alerting', partyName: 7, partyWithheld: 'yes' }, 5);
    expect(only(reduce(named, odd))).not.toHaveProperty('partyWithheld', 'yes');
    expect(partyText(only(reduce(named, odd)))).toBe('Mira, +49 30 5550 142');
  });
});
