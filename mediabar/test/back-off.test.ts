import { afterEach, describe, expect, it, vi } from 'vitest';
import { BackOff } from '../src/bus/back-off.ts';

describe('The back-off', () => {
  afterEach(() => void vi.useRealTimers());

  it('doubles its bound up to ten seconds and waits a random time below it', () => {
    const longest = new BackOff();
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => longest.next(1))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(new BackOff().next(0)).toBe(0);
  });

  it('ends on time, or at once when it is skipped', async () => {
    vi.useFakeTimers();
    const backOff = new BackOff();
    const over = vi.fn();
    const first = backOff.wait().then(over);
    await vi.advanceTimersByTimeAsync(250);
    expect(over).toHaveBeenCalledTimes(1);
    const second = backOff.wait().then(over);
    backOff.skipWait();
    await Promise.all([first, second]);
    expect(over).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
