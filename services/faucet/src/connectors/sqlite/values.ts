import type { Column } from '../../model/schema.ts';

/**
 * Values on their way out: SQL expressions that `json_object` turns into the right JSON. They cost
 * a query of twenty rows about 1 µs for each such column; rows are never parsed in JavaScript.
 */

/** The names of our functions in SQL; every connection registers them. */
export const sqlFunctions = { base64: 'faucet_base64', timestamp: 'faucet_timestamp' } as const;

/**
 * The value as JSON. SQLite stores anything anywhere, so a BLOB is looked for in every column:
 * `json_object` would refuse it, or take it for JSON in SQLite's own binary form. Only NULL and
 * other BLOBs are not below an empty BLOB, and comparing costs less than asking for the type.
 */
export const jsonValue = (sql: string, column: Column): string => {
  if (column.is_auto_increment) return sql;
  const value = declaredValue(sql, column);
  return column.json_type === 'object' && !isDynamic(column)
    ? value
    : `CASE WHEN ${sql} >= x'' THEN ${sqlFunctions.base64}(${sql}) ELSE ${value} END`;
};

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, column: Column): string => {
  const text = `CAST(${sql} AS TEXT)`;
  if (column.json_type !== 'string(byte)') return text;
  return `CASE typeof(${sql}) WHEN 'blob' THEN ${sqlFunctions.base64}(${sql}) ELSE ${text} END`;
};

/** A column without a declared type holds anything, as do most expressions in a view. */
export const isDynamic = (column: Column): boolean => column.db_type === '';

const declaredValue = (sql: string, column: Column): string => {
  if (isDynamic(column)) return realValue(sql);
  switch (column.json_type) {
    case 'number':
      return realValue(sql);
    case 'string(date-time)':
      return timestampValue(sql);
    case 'object':
      return documentValue(sql);
    default:
      return sql;
  }
};

/** JSON as text (1) or in SQLite's binary form (8); what is neither is shown as what it is. */
const documentValue = (sql: string): string =>
  `CASE WHEN json_valid(${sql}, 9) THEN json(${sql})` +
  ` WHEN ${sql} >= x'' THEN ${sqlFunctions.base64}(${sql}) ELSE ${sql} END`;

/**
 * `json_object` prints 15 digits of a double and CAST as many as it takes. Two decimals below 1e12
 * are exact in 15 digits, so most numbers take the short way. JSON has no infinity: null.
 */
const realValue = (sql: string): string =>
  `CASE WHEN round(${sql}, 2) = ${sql} AND abs(${sql}) < 1e12 THEN ${sql}` +
  ` WHEN typeof(${sql}) <> 'real' THEN ${sql}` +
  ` WHEN abs(${sql}) = 9e999 THEN NULL ELSE json(CAST(${sql} AS TEXT)) END`;

/** The form of CURRENT_TIMESTAMP is rewritten in SQL, the rarer ones by our function. */
const timestampValue = (sql: string): string =>
  `CASE WHEN ${sql} GLOB '[0-9]???-[01]?-[0-3]? [0-2]?:[0-5]?:[0-6]?' THEN replace(${sql}, ' ', 'T') || 'Z'` +
  ` WHEN typeof(${sql}) = 'text' THEN ${sqlFunctions.timestamp}(${sql}) ELSE ${sql} END`;
