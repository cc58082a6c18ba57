import type { ServerTime } from '../bus/bus-client.ts';

/**
 * The offset of HIS's clock from the local one, in ms, after HIS has sent its time in a response.
 *
 * HIS read its clock between request and response, which bounds the offset. An offset inside the bounds stays, because
 * a slow response adds no information; one outside moves to the nearer bound, because one of the clocks was set. The
 * first offset is the lower bound, since HIS reads its clock just before it responds.
 */
export function offsetAfter(offset: number | null, { now, sent, received }: ServerTime): number | null {
  const told = Date.parse(now);
  if (Number.isNaN(told)) return offset;
  const [least, most] = [told - received, told - sent];
  return Math.min(Math.max(offset ?? least, least), most);
}

/** The duration of a state in whole seconds; never negative, whatever the clocks are. */
export function secondsSince(since: string, offset: number | null, now: number): number {
  const seconds = Math.floor((now + (offset ?? 0) - Date.parse(since)) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

/** `0:07`, `12:05`, `1:02:03`. Western digits in every language, as on a telephone. */
export function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
