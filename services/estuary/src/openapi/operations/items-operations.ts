import { createdItem, exampleCursor, updatedItem } from '../examples.ts';
import { schemaRef } from '../json-schema.ts';
import type { Answer, Content, Operation } from '../operation.ts';
import { bodyFaults, conditionFaults, readFaults, writeFaults } from './fault-groups.ts';

const item = (example: unknown): Readonly<Record<string, Content>> => ({
  'application/json': { schema: schemaRef('Item'), examples: { example } },
});

const newItem: Content = {
  schema: schemaRef('CreateItemRequest'),
  examples: {
    'A name is enough': { name: 'Widget' },
    'With a description': { name: 'Widget', description: 'round' },
  },
};
const itemPatch: Content = {
  schema: schemaRef('UpdateItemRequest'),
  examples: {
    'Set the description': { description: 'round' },
    'Clear the description': { description: null },
    'Set both': { name: 'Gadget', description: 'square' },
  },
};

const patch: Operation = {
  tag: 'items',
  description:
    'Sets the fields that are sent. `{}` changes nothing but `updated_at` and the version.',
  parameters: ['itemId', 'ifMatch', 'idempotencyKey'],
  body: { 'application/json': itemPatch, 'application/merge-patch+json': itemPatch },
  answers: {
    200: {
      description: 'The item as it is now.',
      headers: ['ETag', 'Idempotency-Replayed'],
      content: item(updatedItem),
    },
  },
  faults: [...bodyFaults, ...writeFaults, ...conditionFaults],
  access: 'write',
};

const created: Answer = {
  description: 'The new item.',
  headers: ['Location', 'ETag', 'Idempotency-Replayed'],
  content: item(createdItem),
};

/** The items API (contract §7, B3–B5). */
export const itemsOperations: Readonly<Record<string, Operation>> = {
  listItems: {
    tag: 'items',
    description:
      'A page of items, by `offset` or by `cursor`; the latter stays exact while items come and go.',
    parameters: [
      'limit',
      'offset',
      'cursor',
      'total',
      'sort',
      'name',
      'namePrefix',
      'updatedSince',
      'include',
      'strict',
    ],
    answers: {
      200: {
        description: 'The page. Past the end it has no items.',
        headers: ['Link'],
        content: {
          'application/json': {
            schema: schemaRef('ItemList'),
            examples: {
              'By offset': { items: [updatedItem], total: 5, limit: 1, offset: 2 },
              'By cursor': {
                items: [updatedItem],
                total: 5,
                limit: 1,
                offset: 0,
                next_cursor: exampleCursor,
              },
            },
          },
        },
      },
    },
    faults: ['bad_request', ...readFaults],
    access: 'read',
  },
  createItem: {
    tag: 'items',
    parameters: ['idempotencyKey'],
    body: { 'application/json': newItem },
    answers: {
      201: created,
    },
    faults: [...bodyFaults, ...writeFaults],
    access: 'write',
  },
  getItem: {
    tag: 'items',
    parameters: ['itemId', 'include', 'ifNoneMatch'],
    answers: {
      200: { description: 'The item.', headers: ['ETag'], content: item(updatedItem) },
      304: { description: 'The client has it already.', headers: ['ETag'] },
    },
    faults: ['item_not_found', ...readFaults],
    access: 'read',
  },
  updateItem: {
    ...patch,
    description: `${patch.description} With \`If-None-Match: *\` the item is created instead, under an id that the client has chosen: a UUID that is not in use.`,
    parameters: ['itemId', 'ifMatch', 'createOnly', 'idempotencyKey'],
    body: { 'application/json': itemPatch },
    answers: { ...patch.answers, 201: created },
    faults: [...patch.faults, 'item_exists'],
  },
  patchItem: patch,
  deleteItem: {
    tag: 'items',
    parameters: ['itemId', 'ifMatch', 'idempotencyKey'],
    answers: { 204: { description: 'It is gone.', headers: ['Idempotency-Replayed'] } },
    faults: [...writeFaults, ...conditionFaults],
    access: 'write',
  },
};
