import { DATA_BYTES_MAX, NAME_PATTERN, SCHEMA_BYTES_MAX } from '../../collections/schema-rules.ts';
import type { ItemSchema } from '../item-operations.ts';
import { objectSchema, schemaRef, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';
import { itemIdSchema, schemasAround, versionSchema } from './shared-item-schemas.ts';

const collection = {
  name: { type: 'string', pattern: NAME_PATTERN },
  schema: schemaRef('CollectionSchema'),
  created_at: timestampSchema('When it was declared.'),
  updated_at: timestampSchema('When its schema was changed last.'),
};
const { schema: _schema, ...listed } = collection;

/** Data of which nothing more is known. */
const anyData: JsonObject = {
  type: 'object',
  description: `What the schema of the collection says, ${DATA_BYTES_MAX} bytes of JSON at most.`,
};

/** Collections that clients declare (contract B8). */
export const collectionSchemas: Readonly<Record<string, JsonObject>> = {
  Collection: objectSchema('A declared collection.', collection),
  CollectionList: objectSchema('All declared collections.', {
    collections: { type: 'array', items: schemaRef('ListedCollection') },
  }),
  ListedCollection: objectSchema('A collection without its schema.', listed),
  CollectionSchema: {
    type: 'object',
    description: `A JSON Schema 2020-12 of ${SCHEMA_BYTES_MAX} bytes at most, with references into itself only.`,
  },
};

/** Of items of any collection. */
export const anyItemSchemas: Readonly<Record<string, JsonObject>> = collectionItemSchemas(
  (part) => `Collection${part}`,
  anyData,
);

/** What is sent and answered of items whose data is of this schema. */
export function collectionItemSchemas(
  nameOf: (part: ItemSchema) => string,
  data: JsonObject,
): Readonly<Record<string, JsonObject>> {
  return {
    [nameOf('Item')]: objectSchema(
      'An item of a collection.',
      {
        id: itemIdSchema,
        data,
        created_at: timestampSchema('When it was created.'),
        updated_at: timestampSchema('When it was changed last; grows with every change.'),
        version: versionSchema,
      },
      ['version'],
    ),
    [nameOf('CreateItemRequest')]: objectSchema('A new item. Other members are ignored.', { data }),
    [nameOf('UpdateItemRequest')]: objectSchema(
      'What is to be set. Without `data` that stays as it is; other members are ignored.',
      // Of PATCH it is a part only.
      { data: { type: 'object', description: 'As a whole for PUT, merged for PATCH.' } },
      ['data'],
    ),
    ...schemasAround(nameOf),
  };
}
