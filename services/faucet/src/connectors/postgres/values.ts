import type { ColumnType, TypeKind } from './column-type.ts';

/**
 * Values on their way out: SQL expressions that `row_to_json` turns into the right JSON. Integers
 * and floats are already exact; decimals become strings, points in time RFC 3339, bytes base64.
 */

/** The value of a column or an expression of this type. */
export const jsonValue = (sql: string, type: ColumnType): string =>
  type.array ? arrayValue(sql, type.kind) : scalarValue(sql, type.kind);

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, type: ColumnType): string => {
  if (!type.array && type.kind === 'bytea') return scalarValue(sql, 'bytea');
  return !type.array && type.kind === 'text' ? sql : `${sql}::text`;
};

const scalarValue = (sql: string, kind: TypeKind): string => {
  switch (kind) {
    case 'numeric':
    case 'hstore':
      return `${sql}::text`;
    case 'money':
      // As text it would be written in the manner of lc_monetary.
      return `${sql}::numeric::text`;
    case 'bytea':
      // encode() breaks lines after 76 characters.
      return `translate(encode(${sql}, 'base64'), E'\\n', '')`;
    case 'timestamp':
      return timestampValue(sql);
    case 'timestamptz':
      return timestampValue(`(${sql} AT TIME ZONE 'UTC')`);
    case 'void':
      return 'NULL';
    default:
      return sql;
  }
};

/** Infinity, and years that RFC 3339 cannot write, stay as PostgreSQL writes them. */
const timestampValue = (sql: string): string =>
  `CASE WHEN ${sql} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999'` +
  ` THEN replace(${sql}::text, ' ', 'T') || 'Z' ELSE ${sql}::text END`;

const arrayValue = (sql: string, kind: TypeKind): string => {
  switch (kind) {
    case 'numeric':
    case 'hstore':
      return `${sql}::text[]`;
    case 'money':
      return `${sql}::numeric[]::text[]`;
    case 'bytea':
    case 'timestamp':
    case 'timestamptz':
      return elementwise(sql, kind);
    default:
      return sql;
  }
};

/** Arrays of arrays keep their shape, and their elements PostgreSQL's own text. */
const elementwise = (sql: string, kind: TypeKind): string =>
  `CASE WHEN array_ndims(${sql}) > 1 THEN to_json(${sql}) WHEN ${sql} IS NOT NULL THEN to_json(ARRAY(` +
  `SELECT ${scalarValue('u.e', kind)} FROM unnest(${sql}) WITH ORDINALITY AS u(e, o) ORDER BY u.o)) END`;
