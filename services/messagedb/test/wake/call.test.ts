import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCall, encodeCall } from '../../src/wake/call.ts';
import type { Change } from '../../src/wake/wake.ts';

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('written', 'changed'),
  namespace: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
});

describe('a call', () => {
  it('is read as it was written, in texts that PostgreSQL takes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const texts = encodeCall({ instance: 'one', changes });
        for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(8_000);
        const calls = texts.map(decodeCall);
        expect(calls.every(({ instance }) => instance === 'one')).toBe(true);
        expect(calls.flatMap((call) => call.changes)).toEqual(changes);
      }),
    );
  });

  it('says nothing when nothing has changed', () => {
    expect(encodeCall({ instance: 'one', changes: [] })).toEqual([]);
  });

  it.each(['', 'x', 'x\n', 'x\nwritten', 'x\nwritten:', 'x\nmoved:tenant-a', 'x\n\n'])(
    'is empty when another release wrote %j',
    (text) => expect(decodeCall(text).changes).toEqual([]),
  );

  it('keeps what it knows beside what it does not', () => {
    expect(decodeCall('x\nmoved:a\nwritten:b').changes).toEqual([
      { kind: 'written', namespace: 'b' },
    ]);
  });
});
