import type { TableSchema } from '../model/schema.ts';
import type { Verb } from '../model/verb.ts';
import { type ExtraFailure, failureRefs, parameterRefs } from './components.ts';
import { schemaOfType } from './schema-object.ts';
import type { SchemaObject } from './schema-object.ts';

/** One table as one caller sees it: only the columns and verbs that their role opens. */
export interface VisibleTable {
  readonly table: TableSchema;
  readonly verbs: readonly Verb[];
}

/** A table with the name that its schemas and operations are made of. */
export interface NamedTable extends VisibleTable {
  readonly component: string;
}

interface Place {
  readonly service: string;
  readonly table: TableSchema;
  /** Base name of the component schemas. */
  readonly component: string;
}

/** The paths of a table: the collection, and the single record where there is a primary key. */
export function tablePaths(service: string, visible: NamedTable): Record<string, SchemaObject> {
  const { table, component } = visible;
  const place: Place = { service, table, component };
  const base = `/api/v1/${encodeURIComponent(service)}/_table/${encodeURIComponent(table.name)}`;
  const collection = collectionOperations(place, visible.verbs);
  const record = table.primary_key.length === 0 ? {} : recordOperations(place, visible.verbs);
  return {
    ...(Object.keys(collection).length > 0 ? { [base]: collection } : {}),
    ...(Object.keys(record).length > 0
      ? { [`${base}/{key}`]: { parameters: [keyParameter(table)], ...record } }
      : {}),
  };
}

function collectionOperations(place: Place, verbs: readonly Verb[]): Record<string, SchemaObject> {
  const { table } = place;
  const operations: Record<string, SchemaObject> = {};
  if (verbs.includes('GET')) operations['get'] = listOperation(place);
  if (table.type === 'view') return operations;
  if (verbs.includes('POST')) operations['post'] = createOperation(place);
  if (verbs.includes('PUT')) {
    operations['put'] = writeOperation(place, 'replace', 'Update each record by its key', [
      'filter',
      'rollback',
      'continue',
    ]);
  }
  if (verbs.includes('PATCH')) {
    operations['patch'] = writeOperation(place, 'update', 'Update the selected records', [
      'filter',
      'ids',
      'rollback',
    ]);
  }
  if (verbs.includes('DELETE')) operations['delete'] = deleteOperation(place);
  return operations;
}

function listOperation(place: Place): SchemaObject {
  return {
    ...naming(place, 'get', `List records of ${place.table.name}`),
    parameters: parameterRefs(
      'fields',
      'filter',
      'ids',
      'order',
      'group',
      'having',
      'limit',
      'offset',
      'cursor',
      'includeCount',
      'related',
    ),
    responses: {
      '200': {
        description: 'The records.',
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${place.component}_list` } },
          'application/x-ndjson': { schema: { type: 'string' } },
          'text/csv': { schema: { type: 'string' } },
        },
      },
      ...failureRefs(),
    },
  };
}

function createOperation(place: Place): SchemaObject {
  const one = { $ref: `#/components/schemas/${place.component}_new` };
  return {
    ...naming(place, 'create', `Create records of ${place.table.name}`),
    parameters: parameterRefs('rollback', 'continue', 'onConflict', 'onConflictAction'),
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { oneOf: batchOf(one) } },
        'text/csv': { schema: { type: 'string' } },
      },
    },
    responses: {
      '201': answerWith(place, 'The stored records.'),
      '200': answerWith(place, 'With continue: some records failed.'),
      ...failureRefs('Conflict', 'TooLarge'),
    },
  };
}

function writeOperation(
  place: Place,
  prefix: string,
  summary: string,
  parameters: readonly string[],
): SchemaObject {
  const one = { $ref: `#/components/schemas/${place.component}` };
  return {
    ...naming(place, prefix, `${summary} of ${place.table.name}`),
    parameters: parameterRefs(...parameters),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { oneOf: batchOf(one) } } },
    },
    responses: {
      '200': answerWith(place, 'The updated records.'),
      ...failureRefs('Conflict', 'TooLarge'),
    },
  };
}

function deleteOperation(place: Place): SchemaObject {
  return {
    ...naming(place, 'delete', `Delete the selected records of ${place.table.name}`),
    parameters: parameterRefs('filter', 'ids'),
    responses: deletedResponses('Conflict'),
  };
}

const deletedResponses = (...failures: readonly ExtraFailure[]): Record<string, SchemaObject> => ({
  '200': {
    description: 'How many were deleted.',
    content: {
      'application/json': {
        schema: { type: 'object', properties: { meta: { $ref: '#/components/schemas/Meta' } } },
      },
    },
  },
  ...failureRefs(...failures),
});

function recordOperations(place: Place, verbs: readonly Verb[]): Record<string, SchemaObject> {
  const operations: Record<string, SchemaObject> = {};
  if (verbs.includes('GET')) {
    operations['get'] = {
      ...naming(place, 'get_one', `Read one record of ${place.table.name}`),
      parameters: parameterRefs('fields', 'related'),
      responses: {
        '200': taggedRecord(place),
        '304': { description: 'It still has the ETag of If-None-Match.' },
        ...failureRefs(),
      },
    };
  }
  if (place.table.type === 'view') return operations;
  for (const [verb, prefix] of [
    ['PUT', 'replace_one'],
    ['PATCH', 'update_one'],
  ] as const) {
    if (verbs.includes(verb)) operations[verb.toLowerCase()] = writeOneOperation(place, prefix);
  }
  if (verbs.includes('DELETE')) {
    operations['delete'] = {
      ...naming(place, 'delete_one', `Delete one record of ${place.table.name}`),
      parameters: parameterRefs('ifMatch'),
      responses: deletedResponses('Conflict', 'PreconditionFailed'),
    };
  }
  return operations;
}

function writeOneOperation(place: Place, prefix: string): SchemaObject {
  const schema = { $ref: `#/components/schemas/${place.component}` };
  return {
    ...naming(place, prefix, `Update one record of ${place.table.name}`),
    parameters: parameterRefs('ifMatch'),
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '200': taggedRecord(place),
      ...failureRefs('Conflict', 'PreconditionFailed', 'TooLarge'),
    },
  };
}

const naming = ({ service, component }: Place, prefix: string, summary: string): SchemaObject => ({
  operationId: `${prefix}_${component}`,
  summary,
  tags: [service],
});

const batchOf = (one: SchemaObject): readonly SchemaObject[] => [
  one,
  { type: 'array', items: one, minItems: 1 },
  {
    type: 'object',
    properties: { resource: { type: 'array', items: one, minItems: 1 } },
    required: ['resource'],
  },
];

const answerWith = ({ component }: Place, description: string): SchemaObject => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${component}_list` } } },
});

const taggedRecord = ({ component }: Place): SchemaObject => ({
  description: 'The record.',
  headers: { ETag: { schema: { type: 'string' } } },
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${component}` } } },
});

function keyParameter(table: TableSchema): SchemaObject {
  const [only] = table.columns.filter((column) => column.name === table.primary_key[0]);
  const single = table.primary_key.length === 1 && only !== undefined;
  return {
    name: 'key',
    in: 'path',
    required: true,
    description: single
      ? `The primary key, ${only.name}.`
      : `The primary key, separated by commas: ${table.primary_key.join(',')}.`,
    schema: single ? schemaOfType(only.json_type) : { type: 'string' },
  };
}
