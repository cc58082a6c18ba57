import { describe, expect, it } from 'vitest';
import type { Channel } from '../src/bus/wire.ts';
import { emptyState, type BarState } from '../src/state/model.ts';
import { reduce } from '../src/state/reducer.ts';
import { announcements } from '../src/view/announcements.ts';
import { outwardEvents, type MediaBarInteractionDetail } from '../src/view/outward-events.ts';
import { call, chat, phone, snapshotWith } from './support/samples.ts';

const stateWith = (...channels: Channel[]): BarState =>
  reduce(emptyState, { kind: 'snapshot', snapshot: snapshotWith({ channels }) });
const idle = stateWith(phone, chat);
const talking = stateWith({ ...phone, interactions: [call] }, chat);

describe('An announcement', () => {
  it('contains the new state of a channel, with its reason', () => {
    const reason = { code: 'B', label: 'Break' };
    const state = stateWith(phone, { ...chat, agentState: 'NotReady', reason });
    expect(announcements(state, idle)).toEqual(['Chat: Not Ready, Break']);
  });

  it('contains the cause of Not Ready, unless the agent asked for it', () => {
    const lost: Channel = { ...chat, agentState: 'NotReady', cause: 'ConnectionLost' };
    expect(announcements(stateWith(phone, lost), idle)).toEqual(['Chat: Not Ready, The connection was lost']);
    const asked: Channel = { ...lost, cause: 'AgentRequest' };
    expect(announcements(stateWith(phone, asked), stateWith(phone, lost))).toEqual(['Chat: Not Ready']);
    const other = { ...lost, cause: 'NewSinceThen' } as unknown as Channel;
    expect(announcements(stateWith(phone, other), idle)).toEqual(['Chat: Not Ready, Not at your request']);
    const ready: Channel = { ...phone, cause: 'Supervisor' };
    expect(announcements(stateWith(ready, chat), idle)).toEqual([]);
  });

  it('contains the queues that differ, and why, and that they agree again', () => {
    const ready: Channel = { ...phone, activation: 'Active', agentState: 'Ready' };
    const apart: Channel = {
      ...ready,
      queues: [
        { queue: 'sales', agentState: 'Ready' },
        { queue: 'support', agentState: 'NotReady', reason: { text: 'Auto-Pause' } },
        { queue: 'vip', agentState: null },
      ],
    };
    expect(announcements(stateWith(apart), stateWith(ready))).toEqual([
      'Telephony: Ready, In support: Not Ready, Auto-Pause; In vip: Inactive',
    ]);
    expect(announcements(stateWith(ready), stateWith(apart))).toEqual(['Telephony: Ready']);
    const lunch = { code: 'LUNCH', label: 'Lunch' };
    const paused: Channel = {
      ...phone,
      agentState: 'NotReady',
      reason: lunch,
      queues: [
        { queue: 'sales', agentState: 'NotReady', reason: lunch },
        { queue: 'support', agentState: 'NotReady', reason: null },
      ],
    };
    expect(announcements(stateWith(paused), stateWith(ready))).toEqual([
      'Telephony: Not Ready, Lunch, In support: Not Ready',
    ]);
  });

  it('contains an interaction that begins, changes or ends', () => {
    const held = stateWith({ ...phone, interactions: [{ ...call, state: 'Held' }] }, chat);
    expect(announcements(talking, idle)).toEqual(['A call with +49 30 5550 142 (Connected)']);
    expect(announcements(held, talking)).toEqual(['A call with +49 30 5550 142 (On hold)']);
    expect(announcements(idle, held)).toEqual(['A call with +49 30 5550 142 (Completed)']);
  });

  it('contains a second party that is called, connected and gone', () => {
    const with2 = (state: 'Dialing' | 'Connected') =>
      stateWith({ ...phone, interactions: [{ ...call, state: 'Held', consultation: { state, party: '200' } }] }, chat);
    const line = 'A call with +49 30 5550 142 (On hold), second party 200';
    expect(announcements(with2('Dialing'), talking)).toEqual([`${line} (Dialing)`]);
    expect(announcements(with2('Connected'), with2('Dialing'))).toEqual([`${line} (Connected)`]);
    expect(announcements(talking, with2('Connected'))).toEqual(['A call with +49 30 5550 142 (Connected)']);
    expect(announcements(idle, with2('Connected'))).toEqual(['A call with +49 30 5550 142 (Completed)']);
  });

  it('contains a lost link, once, and a restored one', () => {
    const at = (link: BarState['link']): BarState => ({ ...idle, link });
    expect(announcements(at('Lost'), at('Connected'))).toEqual(['Connection lost, trying again…']);
    expect(announcements(at('Lost'), at('Lost'))).toEqual([]);
    expect(announcements(at('Connected'), at('Lost'))).toEqual(['Connected']);
  });

  it('contains a pending logout', () => {
    const waiting: BarState = { ...idle, session: { ...idle.session!, pending: 'Supervisor' } };
    expect(announcements(waiting, idle)).toEqual(['You will be logged out when all interactions are over.']);
    expect(announcements(waiting, waiting)).toEqual([]);
  });

  it('contains login and logout without a name, and nothing without a change', () => {
    expect(announcements(idle, emptyState)).toEqual(['Logged in']);
    expect(announcements(emptyState, talking)).toEqual(['Logged out']);
    expect(announcements(idle, idle)).toEqual([]);
  });
});

describe('The events of the element', () => {
  const told = (state: BarState, before: BarState) =>
    outwardEvents(state, before).map(({ type, detail }) => ({ type, detail }));
  const changes = (state: BarState, before: BarState) =>
    told(state, before)
      .filter(({ type }) => type === 'media-bar-interaction')
      .map(({ detail }) => (detail as MediaBarInteractionDetail).change);

  it('contain the agent and the states of the channels', () => {
    expect(told(idle, emptyState)).toEqual([
      {
        type: 'media-bar-state',
        detail: {
          loggedIn: true,
          link: 'None',
          agentId: 'alice',
          channels: [
            { id: 'phone', type: 'Telephony', activation: 'Active', agentState: 'Ready' },
            { id: 'chat', type: 'Chat', activation: 'Active', agentState: 'Ready' },
          ],
        },
      },
    ]);
  });

  it('contain every interaction, once per change', () => {
    const held = stateWith({ ...phone, interactions: [{ ...call, state: 'Held' }] }, chat);
    expect(changes(talking, idle)).toEqual(['created']);
    expect(changes(held, talking)).toEqual(['updated']);
    expect(changes(idle, held)).toEqual(['completed']);
    expect(changes(talking, talking)).toEqual([]);
  });

  it('say after a logout that nobody is logged in', () => {
    const [last] = told(emptyState, idle);
    expect(last).toEqual({
      type: 'media-bar-state',
      detail: { loggedIn: false, link: 'None', agentId: null, channels: [] },
    });
  });
});
