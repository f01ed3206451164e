import { OPERATIONS_MAX } from '../../items/read-operations.ts';
import type { ItemSchema } from '../item-operations.ts';
import { objectSchema, schemaRef } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';

const op = (...names: readonly string[]): JsonObject => ({ type: 'string', enum: names });

const existing = {
  id: { type: 'string', description: 'Of the item.' },
  if_match: {
    type: ['string', 'integer', 'null'],
    description: 'Version the item must have, as in its ETag, with its quotes or without.',
  },
};

type BatchSchema = Extract<ItemSchema, `Batch${string}`>;

/** Several changes of items of one kind at once (contract B7). */
export const batchSchemas = (
  nameOf: (part: ItemSchema) => string,
): Readonly<Record<BatchSchema, JsonObject>> => {
  const ref = (part: ItemSchema): JsonObject => schemaRef(nameOf(part));
  return {
    BatchRequest: objectSchema('Operations, done in their order: all or none.', {
      operations: {
        type: 'array',
        minItems: 1,
        maxItems: OPERATIONS_MAX,
        items: ref('BatchOperation'),
      },
    }),
    BatchOperation: {
      oneOf: [
        objectSchema('Create an item.', { op: op('create'), item: ref('CreateItemRequest') }),
        objectSchema(
          'Set fields of an item.',
          { op: op('update'), ...existing, item: ref('UpdateItemRequest') },
          ['if_match', 'item'],
        ),
        objectSchema('Delete an item.', { op: op('delete'), ...existing }, ['if_match']),
      ],
    },
    BatchResponse: objectSchema('What was done.', {
      results: { type: 'array', items: ref('BatchResult') },
    }),
    BatchResult: objectSchema('What one operation has done.', {
      op: op('create', 'update', 'delete'),
      id: { type: 'string', description: 'Of the item.' },
      version: {
        type: 'integer',
        minimum: 1,
        description: 'Of the item; of a deleted one, its last.',
      },
      item: {
        anyOf: [ref('Item'), { type: 'null' }],
        description: 'The item as it is then; null when it was deleted.',
      },
    }),
  };
};
