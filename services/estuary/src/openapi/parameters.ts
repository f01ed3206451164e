import { NAME_PATTERN } from '../collections/schema-rules.ts';
import { WAIT_SECONDS_MAX } from '../http/changes-routes.ts';
import { SORT_FIELDS } from '../http/list-query.ts';
import { LIMIT_DEFAULT, LIMIT_MAX } from '../http/page-query.ts';
import { exampleCursor, exampleId } from './examples.ts';
import type { JsonObject } from './json-schema.ts';

const text: JsonObject = { type: 'string' };
const boolean = (byDefault: boolean): JsonObject => ({ type: 'boolean', default: byDefault });

const query = (name: string, description: string, schema: JsonObject): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

const header = (name: string, description: string, schema: JsonObject): Parameter => ({
  name,
  in: 'header',
  description,
  schema,
});

/** A Parameter Object. */
export interface Parameter extends JsonObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
}

export type ParameterName =
  | 'itemId'
  | 'collectionName'
  | 'force'
  | 'forceDeletion'
  | 'limit'
  | 'offset'
  | 'cursor'
  | 'total'
  | 'sort'
  | 'name'
  | 'namePrefix'
  | 'updatedSince'
  | 'include'
  | 'strict'
  | 'ifNoneMatch'
  | 'ifMatch'
  | 'createOnly'
  | 'idempotencyKey'
  | 'since'
  | 'snapshot'
  | 'changedId'
  | 'collection'
  | 'wait'
  | 'lastEventId';

/** What requests may carry besides a body (contract §7.3, B3–B6), by the name in the document. */
export const parameters: Readonly<Record<ParameterName, Parameter>> = {
  itemId: {
    name: 'id',
    in: 'path',
    required: true,
    description: 'Of the item.',
    schema: text,
    example: exampleId,
  },
  collectionName: {
    name: 'name',
    in: 'path',
    required: true,
    description: 'Of the collection. `items` is built in.',
    schema: { type: 'string', pattern: NAME_PATTERN },
    example: 'tasks',
  },
  force: query('force', 'Change the schema though items do not fit it.', boolean(false)),
  forceDeletion: query('force', 'Delete the items as well.', boolean(false)),
  limit: query('limit', 'Items at most.', {
    type: 'integer',
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT_DEFAULT,
  }),
  offset: query('offset', 'Items to leave out at the beginning. Not together with `cursor`.', {
    type: 'integer',
    minimum: 0,
    default: 0,
  }),
  cursor: {
    ...query(
      'cursor',
      'Where the page begins: empty for the first one, then the `next_cursor` of the page before. Nothing is left out or told twice when items are created or deleted meanwhile.',
      text,
    ),
    allowEmptyValue: true,
    examples: { first: { value: '' }, next: { value: exampleCursor } },
  },
  total: query('total', 'Whether all items that fit are counted.', boolean(true)),
  sort: query('sort', 'Order of the items; `-` reverses it.', {
    type: 'string',
    enum: SORT_FIELDS.flatMap((field) => [field, `-${field}`]),
    default: 'created_at',
  }),
  name: query(
    'name',
    'Only items of exactly this name; of a collection, with this `name` in their data.',
    text,
  ),
  namePrefix: query('name_prefix', 'Only items whose name begins with this.', text),
  updatedSince: query('updated_since', 'Only items changed at this time or later.', {
    type: 'string',
    format: 'date-time',
  }),
  include: query('include', '`version` adds the version to each item.', {
    type: 'string',
    enum: ['version'],
  }),
  strict: query('strict', 'Refuse parameters that are not known.', boolean(false)),
  ifNoneMatch: header(
    'If-None-Match',
    'The `ETag` of what the client has: answered with 304 when it is still the same.',
    text,
  ),
  ifMatch: header(
    'If-Match',
    'The `ETag` of the item as the client knows it: nothing is done when it has changed since. `*`: only if it is there.',
    text,
  ),
  createOnly: header('If-None-Match', 'Create the item, if there is none with this id.', {
    ...text,
    enum: ['*'],
  }),
  idempotencyKey: header(
    'Idempotency-Key',
    'Made up by the client for one request. When the request is made again with it, it is not done again but answered as at first.',
    { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  ),
  since: {
    ...query(
      'since',
      'Changes behind this position: the `id` of an event or `next` of an answer. `now`: only what comes.',
      { type: 'string', pattern: '^(now|\\d{1,15})$', default: 'now' },
    ),
    examples: { now: { value: 'now' }, position: { value: '41' } },
  },
  snapshot: query('snapshot', 'First all items as they are, then what comes.', boolean(false)),
  changedId: query('id', 'Only changes of this item.', text),
  collection: query('collection', 'Only changes in this collection.', text),
  wait: query(
    'wait',
    'Answer JSON instead of events: at once when there are changes, else after so many seconds at the latest.',
    { type: 'integer', minimum: 0, maximum: WAIT_SECONDS_MAX },
  ),
  lastEventId: header(
    'Last-Event-ID',
    'The `id` of the last event that was seen: browsers send it when they connect again. Wins over `since`.',
    { type: 'string', pattern: '^\\d{1,15}$' },
  ),
};
