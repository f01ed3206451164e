import { DESCRIPTION_MAX, NAME_MAX } from '../../items/item-rules.ts';
import { objectSchema, schemaRef, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';

const itemId: JsonObject = { type: 'string', description: 'Opaque: not to be taken apart.' };

const storedName: JsonObject = { type: 'string', minLength: 1, maxLength: NAME_MAX };
const storedDescription: JsonObject = { type: ['string', 'null'], maxLength: DESCRIPTION_MAX };

const name: JsonObject = {
  ...storedName,
  // One character that is no white space, for it is trimmed before it is measured.
  pattern: '\\S',
  description: 'White space at both ends is removed.',
};
const description: JsonObject = {
  ...storedDescription,
  description: 'White space at both ends is removed. Null, and what is blank, is none.',
};

/** What is sent and answered of items (contract §7.1, §7.2, B3, B5). */
export const itemSchemas: Readonly<Record<string, JsonObject>> = {
  Item: objectSchema(
    'One item.',
    {
      id: itemId,
      name: storedName,
      description: storedDescription,
      created_at: timestampSchema('When it was created.'),
      updated_at: timestampSchema('When it was changed last; grows with every change.'),
      version: {
        type: 'integer',
        minimum: 1,
        description:
          'Number of its changes, as in its ETag. Only where `include=version` asks for it.',
      },
    },
    ['version'],
  ),
  CreateItemRequest: objectSchema('A new item. Other members are ignored.', { name, description }, [
    'description',
  ]),
  UpdateItemRequest: objectSchema(
    'Fields to be set. What is not sent stays as it is; other members are ignored.',
    {
      name,
      description: {
        ...description,
        description: `${String(description['description'])} Null clears it.`,
      },
    },
    ['name', 'description'],
  ),
  ItemList: objectSchema(
    'A page of items.',
    {
      items: { type: 'array', items: schemaRef('Item') },
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
  ),
};
