import { type TypeKind, typeKind } from './column-type.ts';

/** MariaDB and MySQL say some things in different words. */
export type Flavour = 'mariadb' | 'mysql';

/**
 * Values on their way out: SQL expressions that JSON_OBJECT turns into the right JSON. Integers
 * and doubles are already exact; decimals become strings, points in time RFC 3339, bytes base64.
 */
export const jsonValue = (sql: string, dbType: string, flavour: Flavour): string => {
  switch (typeKind(dbType)) {
    case 'decimal':
    case 'date':
    case 'time':
    case 'other':
      return `CAST(${sql} AS CHAR)`;
    case 'boolean':
      // The way to true and false that both servers take for JSON.
      return `JSON_EXTRACT(CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END, '$')`;
    case 'bits':
      return `CAST(${sql} AS UNSIGNED)`;
    case 'datetime':
      // Zero dates are no points in time and stay as the database writes them.
      return `IF(DAYOFMONTH(${sql}) = 0, CAST(${sql} AS CHAR), CONCAT(REPLACE(CAST(${sql} AS CHAR), ' ', 'T'), 'Z'))`;
    case 'bytes':
      return base64(sql);
    case 'json':
      // MariaDB keeps JSON as text and would quote it.
      return flavour === 'mariadb' ? `JSON_COMPACT(${sql})` : sql;
    case 'geometry':
      return `ST_AsText(${sql})`;
    default:
      return sql;
  }
};

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, dbType: string): string => {
  const kind: TypeKind = typeKind(dbType);
  if (kind === 'bytes') return base64(sql);
  if (kind === 'boolean' || kind === 'bits') return `CAST(CAST(${sql} AS UNSIGNED) AS CHAR)`;
  return kind === 'text' ? sql : `CAST(${sql} AS CHAR)`;
};

/** TO_BASE64 breaks lines after 76 characters. */
const base64 = (sql: string): string => `REPLACE(TO_BASE64(${sql}), '\\n', '')`;
