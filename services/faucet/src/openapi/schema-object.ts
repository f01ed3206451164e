import type { Column, JsonType, TableSchema } from '../model/schema.ts';

/** A JSON Schema 2020-12 object, as OpenAPI 3.1 embeds it. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
}

const typed: Readonly<Record<JsonType, SchemaObject>> = {
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  object: { type: 'object' },
  array: { type: 'array', items: {} },
  'string(date-time)': { type: 'string', format: 'date-time' },
  'string(date)': { type: 'string', format: 'date' },
  'string(time)': { type: 'string', format: 'time' },
  'string(uuid)': { type: 'string', format: 'uuid' },
  'string(byte)': { type: 'string', contentEncoding: 'base64' },
};

/** The schema of values of a JSON type. */
export const schemaOfType = (type: JsonType): SchemaObject => typed[type];

/** The schema of one column's values, null included where the column takes it. */
export function schemaOfColumn(column: Column): SchemaObject {
  const base = valueSchema(column);
  return {
    ...base,
    ...(column.nullable ? { type: [base['type'], 'null'] } : {}),
    ...(column.nullable && column.enum_values ? { enum: [...column.enum_values, null] } : {}),
    ...(column.comment ? { description: column.comment } : {}),
    ...(column.is_auto_increment || column.is_generated ? { readOnly: true } : {}),
  };
}

function valueSchema(column: Column): SchemaObject {
  const base = schemaOfType(column.json_type);
  // Several engines have no boolean of their own and answer 0 or 1 (contract §8.9).
  const type = column.json_type === 'boolean' ? { type: ['boolean', 'integer'] } : {};
  return {
    ...base,
    ...type,
    ...(column.enum_values ? { enum: column.enum_values } : {}),
    ...(column.max_length && base['type'] === 'string' ? { maxLength: column.max_length } : {}),
  };
}

/** A stored record as reads answer with it. */
export function recordSchema(table: TableSchema): SchemaObject {
  return {
    type: 'object',
    ...(table.comment ? { description: table.comment } : {}),
    properties: Object.fromEntries(
      table.columns.map((column) => [column.name, flattened(schemaOfColumn(column))]),
    ),
  };
}

/** A record to be created: required is what has no default and takes no null. */
export function newRecordSchema(table: TableSchema): SchemaObject {
  const writable = table.columns.filter((column) => !column.is_generated);
  const required = writable.filter(
    (column) => !column.nullable && column.default === undefined && !column.is_auto_increment,
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      writable.map((column) => [column.name, flattened(schemaOfColumn(column))]),
    ),
    ...(required.length > 0 ? { required: required.map((column) => column.name) } : {}),
  };
}

/** Nullable types of several are one flat list: `["boolean", "integer", "null"]`. */
function flattened(schema: SchemaObject): SchemaObject {
  const { type } = schema;
  return Array.isArray(type) ? { ...schema, type: type.flat() } : schema;
}
