import type { FaultCode } from '../faults.ts';
import { exampleCursor, exampleId, otherId } from './examples.ts';
import type { ItemExamples } from './examples.ts';
import { schemaRef } from './json-schema.ts';
import type { Answer, Content, Operation, Tag } from './operation.ts';
import { bodyFaults, conditionFaults, readFaults, writeFaults } from './operations/fault-groups.ts';
import type { ParameterName } from './parameters.ts';

/** Schemas that items of every kind have. */
export type ItemSchema =
  | 'Item'
  | 'CreateItemRequest'
  | 'UpdateItemRequest'
  | 'ItemList'
  | 'BatchRequest'
  | 'BatchOperation'
  | 'BatchResponse'
  | 'BatchResult';

/** What differs between the operations of one kind of items and those of another. */
export interface DescribedItems {
  /** As in the table of routes: operations are `list` and so on with it behind. */
  readonly noun: string;
  readonly tag: Tag;
  /** The name in the document of a schema of this kind. */
  readonly schemaOf: (part: ItemSchema) => string;
  /** Undefined where nothing is known of what clients store. */
  readonly examples: ItemExamples | undefined;
  readonly about: {
    readonly update: string;
    /** Where PATCH is not the same as PUT. */
    readonly patch?: string;
  };
  /** What stands in the path before the id. */
  readonly inPath?: readonly ParameterName[];
  /** How all operations fail beside what they share. */
  readonly faults?: readonly FaultCode[];
  readonly writeFaults?: readonly FaultCode[];
}

/** The operations of items of one kind, by their names. */
export function itemOperations(kind: DescribedItems): Readonly<Record<string, Operation>> {
  const { noun } = kind;
  return {
    [`list${noun}s`]: listing(kind),
    [`create${noun}`]: creation(kind),
    [`get${noun}`]: getting(kind),
    [`update${noun}`]: putting(kind),
    [`patch${noun}`]: patching(kind),
    [`delete${noun}`]: deletion(kind),
    [`batch${noun}s`]: batch(kind),
  };
}

/** What all of them have. */
const base = (
  { tag, inPath = [], faults = [] }: DescribedItems,
  parameters: readonly ParameterName[],
  own: readonly FaultCode[],
) => ({ tag, parameters: [...inPath, ...parameters], faults: [...own, ...faults] });

const writing = (
  kind: DescribedItems,
  parameters: readonly ParameterName[],
  own: readonly FaultCode[],
) => ({
  ...base(kind, parameters, [...own, ...writeFaults, ...(kind.writeFaults ?? [])]),
  access: 'write' as const,
});

/** A body or an answer, with examples where there are any. */
function json(
  kind: DescribedItems,
  part: ItemSchema,
  examplesOf: (examples: ItemExamples) => Readonly<Record<string, unknown>>,
): Readonly<Record<string, Content>> {
  const { examples, schemaOf } = kind;
  const schema = schemaRef(schemaOf(part));
  const content = examples === undefined ? { schema } : { schema, examples: examplesOf(examples) };
  return { 'application/json': content };
}

const listing = (kind: DescribedItems): Operation => ({
  ...base(
    kind,
    [
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
    ['bad_request', ...readFaults],
  ),
  description:
    'A page of items, by `offset` or by `cursor`; the latter stays exact while items come and go.',
  answers: {
    200: {
      description: 'The page. Past the end it has no items.',
      headers: ['Link'],
      content: json(kind, 'ItemList', ({ updated }) => ({
        'By offset': { items: [updated], total: 5, limit: 1, offset: 2 },
        'By cursor': {
          items: [updated],
          total: 5,
          limit: 1,
          offset: 0,
          next_cursor: exampleCursor,
        },
      })),
    },
  },
  access: 'read',
});

const created = (kind: DescribedItems): Answer => ({
  description: 'The new item.',
  headers: ['Location', 'ETag', 'Idempotency-Replayed'],
  content: json(kind, 'Item', ({ created: example }) => ({ example })),
});

const creation = (kind: DescribedItems): Operation => ({
  ...writing(kind, ['idempotencyKey'], bodyFaults),
  body: json(kind, 'CreateItemRequest', ({ bodies }) => bodies),
  answers: { 201: created(kind) },
});

const getting = (kind: DescribedItems): Operation => ({
  ...base(kind, ['itemId', 'include', 'ifNoneMatch'], ['item_not_found', ...readFaults]),
  answers: {
    200: {
      description: 'The item.',
      headers: ['ETag'],
      content: json(kind, 'Item', ({ updated: example }) => ({ example })),
    },
    304: { description: 'The client has it already.', headers: ['ETag'] },
  },
  access: 'read',
});

const updateFaults: readonly FaultCode[] = [...bodyFaults, ...conditionFaults];

const changed = (kind: DescribedItems): Answer => ({
  description: 'The item as it is now.',
  headers: ['ETag', 'Idempotency-Replayed'],
  content: json(kind, 'Item', ({ updated: example }) => ({ example })),
});

const putting = (kind: DescribedItems): Operation => ({
  ...writing(
    kind,
    ['itemId', 'ifMatch', 'createOnly', 'idempotencyKey'],
    [...updateFaults, 'item_exists', 'id_taken'],
  ),
  description: `${kind.about.update} With \`If-None-Match: *\` the item is created instead, under an id that the client has chosen: a UUID that is not in use.`,
  body: json(kind, 'UpdateItemRequest', ({ updates }) => updates),
  answers: { 200: changed(kind), 201: created(kind) },
});

function patching(kind: DescribedItems): Operation {
  const body = json(kind, 'UpdateItemRequest', ({ updates, merges }) => merges ?? updates);
  return {
    ...writing(kind, ['itemId', 'ifMatch', 'idempotencyKey'], updateFaults),
    description: kind.about.patch ?? kind.about.update,
    body: { ...body, 'application/merge-patch+json': body['application/json'] as Content },
    answers: { 200: changed(kind) },
  };
}

const deletion = (kind: DescribedItems): Operation => ({
  ...writing(kind, ['itemId', 'ifMatch', 'idempotencyKey'], conditionFaults),
  answers: { 204: { description: 'It is gone.', headers: ['Idempotency-Replayed'] } },
});

const batch = (kind: DescribedItems): Operation => ({
  ...writing(kind, ['idempotencyKey'], [...bodyFaults, 'item_not_found', 'precondition_failed']),
  description:
    'Each operation sees what those before it did. When one cannot be done, none is: the error says in `details.index` which it was.',
  body: json(kind, 'BatchRequest', ({ body, update }) => ({
    'Three operations': {
      operations: [
        { op: 'create', item: body },
        { op: 'update', id: exampleId, if_match: '"1"', item: update },
        { op: 'delete', id: otherId },
      ],
    },
  })),
  answers: {
    200: {
      description: 'All were done.',
      headers: ['Idempotency-Replayed'],
      content: json(kind, 'BatchResponse', ({ created: made, updated }) => ({
        'Three results': {
          results: [
            { op: 'create', id: exampleId, version: 1, item: made },
            { op: 'update', id: exampleId, version: 2, item: updated },
            { op: 'delete', id: otherId, version: 1, item: null },
          ],
        },
      })),
    },
  },
});
