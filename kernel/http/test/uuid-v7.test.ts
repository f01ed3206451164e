import { afterEach, describe, expect, it, vi } from 'vitest';
import { uuidV7 } from '../src/index.ts';

const LAYOUT = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => {
  vi.useRealTimers();
});

describe('uuidV7', () => {
  it('has the layout of RFC 9562, version 7', () => {
    for (let i = 0; i < 2000; i += 1) expect(uuidV7()).toMatch(LAYOUT);
  });

  it('begins with the time in milliseconds', () => {
    vi.useFakeTimers({ now: Date.UTC(2100, 0, 1) });
    expect(Number.parseInt(uuidV7().replaceAll('-', '').slice(0, 12), 16)).toBe(
      Date.UTC(2100, 0, 1),
    );
  });

  it('sorts by creation, even when one millisecond runs out of counters or the clock is set back', () => {
    vi.useFakeTimers({ now: Date.UTC(2101, 0, 1) });
    const ids = Array.from({ length: 10_000 }, () => uuidV7());
    vi.setSystemTime(Date.UTC(2100, 6, 1));
    ids.push(uuidV7(), uuidV7());
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(LAYOUT);
  });
});
