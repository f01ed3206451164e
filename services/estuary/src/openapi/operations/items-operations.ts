import { itemExamples } from '../examples.ts';
import { itemOperations } from '../item-operations.ts';
import type { Operation } from '../operation.ts';

/** The items API (contract §7, B3–B5, B7). */
export const itemsOperations: Readonly<Record<string, Operation>> = itemOperations({
  noun: 'Item',
  tag: 'items',
  schemaOf: (part) => part,
  examples: itemExamples,
  about: {
    update: 'Sets the fields that are sent. `{}` changes nothing but `updated_at` and the version.',
  },
});
