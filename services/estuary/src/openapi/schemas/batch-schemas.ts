import { OPERATIONS_MAX } from '../../items/read-operations.ts';
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

/** Several changes at once (contract B7). */
export const batchSchemas: Readonly<Record<string, JsonObject>> = {
  BatchRequest: objectSchema('Operations, done in their order: all or none.', {
    operations: {
      type: 'array',
      minItems: 1,
      maxItems: OPERATIONS_MAX,
      items: schemaRef('BatchOperation'),
    },
  }),
  BatchOperation: {
    oneOf: [
      objectSchema('Create an item.', { op: op('create'), item: schemaRef('CreateItemRequest') }),
      objectSchema(
        'Set fields of an item.',
        { op: op('update'), ...existing, item: schemaRef('UpdateItemRequest') },
        ['if_match', 'item'],
      ),
      objectSchema('Delete an item.', { op: op('delete'), ...existing }, ['if_match']),
    ],
  },
  BatchResponse: objectSchema('What was done.', {
    results: { type: 'array', items: schemaRef('BatchResult') },
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
      anyOf: [schemaRef('Item'), { type: 'null' }],
      description: 'The item as it is then; null when it was deleted.',
    },
  }),
};
