import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readItemPatch, readNewItem } from '../../src/items/item-fields.ts';
import { itemSchemas } from '../../src/openapi/schemas/item-schemas.ts';
import type { Patch } from '../../src/writes/write.ts';

const ajv = new Ajv2020();
const isNewItem = ajv.compile(itemSchemas['CreateItemRequest'] ?? {});
const isPatch = ajv.compile(itemSchemas['UpdateItemRequest'] ?? {});

/** Around every bound, and of every type; not trimmed, since the schema cannot say that. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 5 }),
    fc
      .constantFrom(' ', '\u3000', 'x', '🌊')
      .chain((unit) =>
        fc.constantFrom(0, 1, 254, 255, 256, 999, 1000, 1001).map((times) => unit.repeat(times)),
      ),
  )
  .filter((one) => one.isWellFormed());
const value = fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom(null, 7, true, [], {}));
const body = fc.record({ name: value, description: value, extra: value }, { requiredKeys: [] });

function accepts(read: (body: Patch) => unknown, given: Patch): boolean {
  try {
    read(given);
    return true;
  } catch {
    return false;
  }
}

/** The schema measures before blanks are removed at the ends, so it may refuse what is only then short. */
const trimmed = (given: Patch): Patch =>
  Object.fromEntries(
    Object.entries(given).map(([name, one]) => [name, typeof one === 'string' ? one.trim() : one]),
  );

describe('the schemas of items', () => {
  it.each([
    ['a new item', readNewItem, isNewItem],
    ['an update', readItemPatch, isPatch],
  ])('accept of %s what the server accepts', (_title, read, fits) => {
    fc.assert(
      fc.property(body, (given) => {
        expect(fits(trimmed(given)), JSON.stringify(given)).toBe(accepts(read, given));
        if (fits(given)) expect(accepts(read, given)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
