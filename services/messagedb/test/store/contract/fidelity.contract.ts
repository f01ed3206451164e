import fc from 'fast-check';
import { expect, it } from 'vitest';
import { write } from '../../support/messages.ts';
import { contractState, rowsOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function fidelityContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const roundTrip = async (data: unknown, metadata: unknown) => {
    const streamName = `exact-${Math.random()}`;
    await state.append(write(streamName, { body: data, metadata: JSON.stringify(metadata) }));
    const [row] = rowsOf(
      await state.log.readStream({ streamName, by: 'position', from: 0, limit: 1 }),
    );
    return [row?.[4], row?.[5]];
  };

  it('returns what JSON can say and databases dislike', async () => {
    const odd = {
      nul: 'a\u0000b',
      lone: '\uD800',
      'key\u0000': 1,
      emoji: '\u{1F600}',
      quotes: `"'\\`,
      lines: '\n\r\t\u2028',
      big: 1e300,
      tiny: 5e-324,
      negative: -0.1,
      empty: {},
      '': '',
      list: [[], [null, true]],
    };
    expect(await roundTrip(odd, odd)).toEqual([odd, odd]);
  });

  it('returns what is deep, and what is large', async () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 498; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
    const large = { text: 'ü"'.repeat(512 * 1024) };
    expect(await roundTrip({ deep }, {})).toEqual([{ deep }, {}]);
    expect(await roundTrip(large, {})).toEqual([large, {}]);
  });

  it('returns any JSON object', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
        async (data) => {
          // Through JSON first, which knows no −0.
          const given: unknown = JSON.parse(JSON.stringify(data));
          expect(await roundTrip(given, given)).toEqual([given, given]);
        },
      ),
      { numRuns: 100 },
    );
    // Each run is a write that is synced, on a machine that may have a slow disk.
  }, 120_000);
}
