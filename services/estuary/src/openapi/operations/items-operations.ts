import type { FaultCode } from '../../faults.ts';
import { createdItem, exampleCursor, updatedItem } from '../examples.ts';
import { schemaRef } from '../json-schema.ts';
import type { Content, Operation } from '../operation.ts';

const readFaults: readonly FaultCode[] = ['store_unavailable', 'store_failed', 'store_locked'];
const bodyFaults: readonly FaultCode[] = [
  'malformed_json',
  'not_an_object',
  'content_type_missing',
  'body_too_large',
  'validation_failed',
];
const writeFaults: readonly FaultCode[] = [
  'bad_request',
  'key_in_progress',
  'key_reused',
  'outcome_unknown',
  ...readFaults,
];
const conditionFaults: readonly FaultCode[] = [
  'item_not_found',
  'precondition_failed',
  'precondition_required',
];

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

const update: Operation = {
  tag: 'items',
  description:
    'Sets the fields that are sent. `{}` changes nothing but `updated_at` and the version.',
  parameters: ['itemId', 'ifMatch', 'idempotencyKey'],
  body: { 'application/json': itemPatch },
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
      201: {
        description: 'The new item.',
        headers: ['Location', 'ETag', 'Idempotency-Replayed'],
        content: item(createdItem),
      },
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
  updateItem: update,
  patchItem: {
    ...update,
    body: { 'application/json': itemPatch, 'application/merge-patch+json': itemPatch },
  },
  deleteItem: {
    tag: 'items',
    parameters: ['itemId', 'ifMatch', 'idempotencyKey'],
    answers: { 204: { description: 'It is gone.', headers: ['Idempotency-Replayed'] } },
    faults: [...writeFaults, ...conditionFaults],
    access: 'write',
  },
};
