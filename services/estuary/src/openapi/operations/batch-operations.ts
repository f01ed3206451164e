import { createdItem, exampleId, otherId, updatedItem } from '../examples.ts';
import { schemaRef } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { bodyFaults, writeFaults } from './fault-groups.ts';

/** Several changes at once (contract B7). */
export const batchOperations: Readonly<Record<string, Operation>> = {
  batchItems: {
    tag: 'items',
    description:
      'Each operation sees what those before it did. When one cannot be done, none is: the error says in `details.index` which it was.',
    parameters: ['idempotencyKey'],
    body: {
      'application/json': {
        schema: schemaRef('BatchRequest'),
        examples: {
          'Three operations': {
            operations: [
              { op: 'create', item: { name: 'Widget' } },
              { op: 'update', id: exampleId, if_match: '"1"', item: { description: 'round' } },
              { op: 'delete', id: otherId },
            ],
          },
        },
      },
    },
    answers: {
      200: {
        description: 'All were done.',
        headers: ['Idempotency-Replayed'],
        content: {
          'application/json': {
            schema: schemaRef('BatchResponse'),
            examples: {
              'Three results': {
                results: [
                  { op: 'create', id: createdItem.id, version: 1, item: createdItem },
                  { op: 'update', id: exampleId, version: 2, item: updatedItem },
                  { op: 'delete', id: otherId, version: 1, item: null },
                ],
              },
            },
          },
        },
      },
    },
    faults: [...bodyFaults, ...writeFaults, 'item_not_found', 'precondition_failed'],
    access: 'write',
  },
};
