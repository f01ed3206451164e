import type { SchemaObject } from './schema-object.ts';

/** What every document refers to: parameters, answers and credentials (contract §13). */

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const queryParameter = (name: string, description: string, schema: SchemaObject): SchemaObject => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

export const parameters: Readonly<Record<string, SchemaObject>> = {
  fields: queryParameter(
    'fields',
    'Columns and aggregates, separated by commas: `city,COUNT(*) AS n`.',
    text,
  ),
  group: queryParameter('group', 'Columns to group by.', text),
  having: queryParameter('having', 'Condition on groups, over aliases and grouped columns.', text),
  filter: queryParameter(
    'filter',
    "Condition on rows: `(age > 30 AND city = 'Oslo') OR name STARTS WITH 'A'`.",
    text,
  ),
  ids: queryParameter('ids', 'Primary key values, separated by commas.', text),
  order: queryParameter('order', 'Columns with ASC or DESC: `city, age DESC`.', text),
  limit: queryParameter('limit', 'Rows at most.', {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 25,
  }),
  offset: queryParameter('offset', 'Rows to skip.', { type: 'integer', minimum: 0, default: 0 }),
  cursor: queryParameter('cursor', 'Where the last page ended: its `meta.next_cursor`.', text),
  includeCount: queryParameter('include_count', 'Answer `meta.total`, rows in all.', flag),
  related: queryParameter(
    'related',
    'Records along foreign keys, in either direction: `customer,items(fields=id;limit=5)`.',
    text,
  ),
  rollback: queryParameter('rollback', 'All records or none.', flag),
  continue: queryParameter(
    'continue',
    'Record by record; failures are answered in their place.',
    flag,
  ),
  onConflict: queryParameter(
    'on_conflict',
    'Columns of a unique key: a record that exists is updated instead.',
    text,
  ),
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The ETag the record was read with: it is written only while it still has it. `*`: only if it is there.',
    schema: text,
  },
  onConflictAction: queryParameter('on_conflict_action', 'What happens to a record that exists.', {
    type: 'string',
    enum: ['update', 'nothing'],
    default: 'update',
  }),
};

export const metaSchema: SchemaObject = {
  type: 'object',
  properties: {
    count: { type: 'integer' },
    total: { type: 'integer' },
    limit: { type: 'integer' },
    offset: { type: 'integer' },
    next_cursor: { type: 'string' },
    took_ms: { type: 'number' },
    succeeded: { type: 'integer' },
    failed: { type: 'integer' },
    errors: { type: 'array', items: { type: 'integer' } },
  },
  required: ['count'],
};

export const errorSchema: SchemaObject = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'integer', description: 'The HTTP status.' },
        reason: { type: 'string', description: 'A stable word for programs.' },
        message: { type: 'string' },
        context: { type: 'object' },
      },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};

const failure = (description: string): SchemaObject => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorResponse' } } },
});

export const responses: Readonly<Record<string, SchemaObject>> = {
  BadRequest: failure('The request is wrong; the message names what and where.'),
  Unauthorized: failure('No credential, or one that is not valid.'),
  Forbidden: failure('The role does not permit it, or the service is read-only.'),
  NotFound: failure('There is no such service, table or record.'),
  Conflict: failure('A unique key is taken.'),
  PreconditionFailed: failure('The record is not what If-Match asks for; nothing was written.'),
  TooLarge: failure('The body is larger than the server takes.'),
  ServerError: failure('The database reported an error.'),
  Unavailable: failure('The database cannot be reached or is busy.'),
};

export const securitySchemes: Readonly<Record<string, SchemaObject>> = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

/** References to parameters above, in this order. */
export const parameterRefs = (...names: readonly string[]): readonly SchemaObject[] =>
  names.map((name) => ({ $ref: `#/components/parameters/${name}` }));

/** What an operation may fail with besides what all of them may. */
export type ExtraFailure = 'Conflict' | 'PreconditionFailed' | 'TooLarge';

/** The answers an operation may fail with, by status. */
export function failureRefs(...extra: readonly ExtraFailure[]): Record<string, SchemaObject> {
  const status: Readonly<Record<string, string>> = {
    BadRequest: '400',
    Unauthorized: '401',
    Forbidden: '403',
    NotFound: '404',
    Conflict: '409',
    PreconditionFailed: '412',
    TooLarge: '413',
    ServerError: '500',
    Unavailable: '503',
  };
  const always = [
    'BadRequest',
    'Unauthorized',
    'Forbidden',
    'NotFound',
    'ServerError',
    'Unavailable',
  ];
  return Object.fromEntries(
    [...always, ...extra].map((name) => [
      status[name] ?? 'default',
      { $ref: `#/components/responses/${name}` },
    ]),
  );
}
