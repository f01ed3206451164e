import { objectSchema, schemaRef, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';

const seq: JsonObject = {
  type: 'integer',
  minimum: 0,
  description: 'Position in the order of all changes.',
};

/** What the change feed tells (contract B6). */
export const changeSchemas: Readonly<Record<string, JsonObject>> = {
  Change: objectSchema('One change, as an event tells it.', {
    seq,
    type: { type: 'string', enum: ['created', 'updated', 'deleted'] },
    collection: { type: 'string', description: '`items`, or a declared one.' },
    id: { type: 'string', description: 'Of the item.' },
    version: {
      type: 'integer',
      minimum: 1,
      description: 'Of the item after the change; of a deleted one, the last it had.',
    },
    item: {
      anyOf: [schemaRef('Item'), schemaRef('CollectionItem'), { type: 'null' }],
      description: 'The item after the change; null when it was deleted.',
    },
    at: timestampSchema('When it was changed.'),
  }),
  ChangeList: objectSchema(
    'Changes, as one answer.',
    {
      changes: { type: 'array', items: schemaRef('Change') },
      next: { ...seq, description: 'The `since` of the next request.' },
      reset: {
        type: 'boolean',
        description: 'True when changes that were asked for are not kept any more.',
      },
    },
    ['reset'],
  ),
};
