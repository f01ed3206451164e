import { DESCRIPTION_MAX, NAME_MAX } from '../../items/item-rules.ts';
import { objectSchema, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';
import { itemIdSchema, versionSchema } from './shared-item-schemas.ts';

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

/** What is sent and answered of an item (contract §7.1, §7.2, B3). */
export const itemSchemas: Readonly<Record<string, JsonObject>> = {
  Item: objectSchema(
    'One item.',
    {
      id: itemIdSchema,
      name: storedName,
      description: storedDescription,
      created_at: timestampSchema('When it was created.'),
      updated_at: timestampSchema('When it was changed last; grows with every change.'),
      version: versionSchema,
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
};
