import type { ServerTime } from '../bus/bus-client.ts';

/**
 * How far HIS's clock is ahead of ours, in ms, after HIS has told its time in an answer.
 *
 * It told it after we had asked and before we heard, so the answer says between which bounds the offset lies; at the lower
 * one where nothing else is known, for HIS takes the time as it answers. An offset between the bounds stays: an answer that
 * was long on its way says nothing new. One outside was right before one of the clocks was set, and moves to the nearer
 * bound.
 */
export function offsetAfter(offset: number | null, { now, sent, received }: ServerTime): number | null {
  const told = Date.parse(now);
  if (Number.isNaN(told)) return offset;
  const [least, most] = [told - received, told - sent];
  return Math.min(Math.max(offset ?? least, least), most);
}

/** How long a state has lasted, in whole seconds; never negative, whatever the clocks say. */
export function secondsSince(since: string, offset: number | null, now: number): number {
  const seconds = Math.floor((now + (offset ?? 0) - Date.parse(since)) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

/** `0:07`, `12:05`, `1:02:03`. The same digits in every language, as on a telephone. */
export function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
