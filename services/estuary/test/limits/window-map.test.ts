import { describe, expect, it } from 'vitest';
import { WindowMap } from '../../src/limits/window-map.ts';

describe('WindowMap', () => {
  it('never holds more than its maximum, and drops what is over twice as fast as it fills', () => {
    const windows = new WindowMap<{ readonly endsAt: number }>(1000);
    for (let at = 0; at < 5000; at += 1) {
      windows.begin(`client ${at}`, { endsAt: at + 100_000 }, at);
      expect(windows.size).toBeLessThanOrEqual(1000);
    }
    for (let count = 0; count < 999; count += 1) {
      windows.begin(`later ${count}`, { endsAt: 300_000 }, 200_000);
    }
    expect(windows.size).toBe(999);
  });

  it('keeps one window for each client, whichever is newest', () => {
    const windows = new WindowMap<{ readonly endsAt: number }>(2);
    windows.begin('a', { endsAt: 1 }, 0);
    windows.begin('b', { endsAt: 2 }, 0);
    windows.begin('a', { endsAt: 3 }, 1);
    windows.begin('c', { endsAt: 3 }, 1);
    expect(windows.get('a')).toEqual({ endsAt: 3 });
    expect(windows.get('b')).toBeUndefined();
  });

  it('does not take the window of a client for the one it replaced', () => {
    const windows = new WindowMap<{ readonly endsAt: number }>(10);
    for (const client of ['a', 'b', 'c']) windows.begin(client, { endsAt: 1 }, 0);
    windows.begin('c', { endsAt: 2 }, 1);
    windows.begin('d', { endsAt: 2 }, 1);
    expect(windows.get('c')).toEqual({ endsAt: 2 });
    expect(windows.size).toBe(2);
  });
});
