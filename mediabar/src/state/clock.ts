/**
 * How far HIS's clock is ahead of ours, in ms, after HIS told a time.
 *
 * A told time is always a little old when it arrives, so each one is a lower bound, and the highest bound is the best.
 */
export function offsetAfter(offset: number | null, time: string, now: number): number | null {
  const sample = Date.parse(time) - now;
  if (Number.isNaN(sample)) return offset;
  return offset === null ? sample : Math.max(offset, sample);
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
