import { describe, expect, it } from 'vitest';
import { readTimestamp } from '../../../src/store/postgres/timestamp.ts';

describe('readTimestamp', () => {
  it.each([
    ['2026-11-21 02:02:31.692+00', '2026-11-21T02:02:31.692Z'],
    ['2026-11-21 02:02:31.692350+00', '2026-11-21T02:02:31.692Z'],
    ['2026-11-21 02:02:31+00', '2026-11-21T02:02:31.000Z'],
    ['2026-11-21 02:02:31.5+05:30', '2026-11-20T20:32:31.500Z'],
    ['2026-11-21 02:02:31-08', '2026-11-21T10:02:31.000Z'],
  ])('reads %j', (text, expected) => {
    expect(readTimestamp(text).toISOString()).toBe(expected);
  });
});
