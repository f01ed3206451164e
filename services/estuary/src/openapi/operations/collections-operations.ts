import {
  collectionExamples,
  exampleCollection,
  exampleSchema,
  listedCollection,
} from '../examples.ts';
import { itemOperations } from '../item-operations.ts';
import type { DescribedItems } from '../item-operations.ts';
import { schemaRef } from '../json-schema.ts';
import type { Content, Operation } from '../operation.ts';
import { bodyFaults, readFaults, writeFaults } from './fault-groups.ts';

const content = (name: string, example: unknown): Readonly<Record<string, Content>> => ({
  'application/json': { schema: schemaRef(name), examples: { example } },
});

const whole = content('Collection', exampleCollection);

/** How operations of items of collections differ from those of items. */
export const collectionItems: Omit<DescribedItems, 'noun' | 'schemaOf' | 'examples'> = {
  tag: 'collections',
  about: {
    update:
      'Puts `data` in the place of what is there. `{}` changes nothing but `updated_at` and the version.',
    patch:
      'Merges `data` into what is there (RFC 7396): null removes a member. What comes of it must fit the schema.',
  },
  faults: ['collection_not_found'],
  writeFaults: ['contended'],
};

/** Collections that clients declare (contract B8). */
export const collectionsOperations: Readonly<Record<string, Operation>> = {
  listCollections: {
    tag: 'collections',
    answers: {
      200: {
        description: 'All declared collections, by name, without their schemas.',
        content: content('CollectionList', { collections: [listedCollection] }),
      },
    },
    faults: readFaults,
    access: 'read',
  },
  getCollection: {
    tag: 'collections',
    parameters: ['collectionName', 'ifNoneMatch'],
    answers: {
      200: { description: 'The collection.', headers: ['ETag'], content: whole },
      304: { description: 'The client has it already.', headers: ['ETag'] },
    },
    faults: ['collection_not_found', ...readFaults],
    access: 'read',
  },
  declareCollection: {
    tag: 'collections',
    description:
      'The body is a JSON Schema 2020-12 that the `data` of each item must fit. A change is refused as long as items do not fit; `details.validation_errors` then names the first of them.',
    parameters: ['collectionName', 'force', 'ifMatch', 'createOnly', 'idempotencyKey'],
    body: {
      'application/json': {
        schema: schemaRef('CollectionSchema'),
        examples: { 'Tasks with a title': exampleSchema },
      },
    },
    answers: {
      200: {
        description: 'The schema has been changed.',
        headers: ['ETag', 'Idempotency-Replayed'],
        content: whole,
      },
      201: {
        description: 'The collection has been declared.',
        headers: ['Location', 'ETag', 'Idempotency-Replayed'],
        content: whole,
      },
    },
    faults: [
      ...bodyFaults,
      ...writeFaults,
      'collection_not_found',
      'collection_changed',
      'collection_exists',
      'schema_conflict',
      'too_many_collections',
      'precondition_required',
      'contended',
    ],
    access: 'write',
  },
  deleteCollection: {
    tag: 'collections',
    description:
      'A collection that has items is refused, unless `force` is true: then its items, 1000 at most, and the collection go as one change, and the change feed tells of each item. Writes to it wait meanwhile.',
    parameters: ['collectionName', 'forceDeletion', 'ifMatch', 'idempotencyKey'],
    answers: { 204: { description: 'It is gone.', headers: ['Idempotency-Replayed'] } },
    faults: [
      ...writeFaults,
      'collection_not_found',
      'collection_changed',
      'collection_not_empty',
      'collection_too_full',
      'collection_of_others',
      'precondition_required',
      'contended',
    ],
    access: 'write',
  },
  ...itemOperations({
    ...collectionItems,
    noun: 'CollectionItem',
    schemaOf: (part) => `Collection${part}`,
    examples: collectionExamples,
    inPath: ['collectionName'],
  }),
};
