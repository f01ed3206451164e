import type { ItemSchema } from '../item-operations.ts';
import { objectSchema, schemaRef } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';
import { batchSchemas } from './batch-schemas.ts';

export const itemIdSchema: JsonObject = {
  type: 'string',
  description: 'Opaque: not to be taken apart.',
};

export const versionSchema: JsonObject = {
  type: 'integer',
  minimum: 1,
  description:
    'Grows with each of its changes; the same as its ETag. Only where `include=version` asks for it.',
};

/** Schemas around items of one kind (contract B5, B7), by their names in the document. */
export function schemasAround(
  nameOf: (part: ItemSchema) => string,
): Readonly<Record<string, JsonObject>> {
  const schemas = { ItemList: listSchema(nameOf('Item')), ...batchSchemas(nameOf) };
  return Object.fromEntries(
    Object.entries(schemas).map(([part, schema]) => [nameOf(part as ItemSchema), schema]),
  );
}

const listSchema = (item: string): JsonObject =>
  objectSchema(
    'A page of items.',
    {
      items: { type: 'array', items: schemaRef(item) },
      total: {
        type: ['integer', 'null'],
        minimum: 0,
        description: 'Items in all that fit the filters; null with `total=false`.',
      },
      limit: { type: 'integer', minimum: 1 },
      offset: { type: 'integer', minimum: 0 },
      next_cursor: {
        type: 'string',
        description:
          'The `cursor` of the next page. Absent on the last page, and without `cursor`.',
      },
    },
    ['next_cursor'],
  );
