import type { Column } from '../../model/schema.ts';
import { kindOf } from './column-type.ts';

type Typed = Pick<Column, 'db_type' | 'json_type'>;

/**
 * Values on their way out: what follows VALUE in JSON_OBJECT. Numbers are exact by themselves;
 * decimals become strings, points in time RFC 3339, RAW base64. The session writes numbers with a
 * point, and is in UTC.
 */
export const jsonValue = (sql: string, column: Typed): string => {
  switch (kindOf(column)) {
    case 'binary float':
      // JSON_OBJECT would round it as a NUMBER; JSON has no such thing as NaN.
      return (
        `CASE WHEN ${sql} IS NAN THEN '"NaN"' WHEN ${sql} IS INFINITE AND ${sql} > 0 THEN '"Infinity"'` +
        ` WHEN ${sql} IS INFINITE THEN '"-Infinity"' ELSE TO_CHAR(${sql}) END FORMAT JSON`
      );
    case 'json text':
      return `${sql} FORMAT JSON`;
    case 'integer':
    case 'float':
    case 'boolean':
    case 'json':
    case 'other':
      return sql;
    default:
      return keyText(sql, column);
  }
};

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, column: Typed): string => {
  switch (kindOf(column)) {
    case 'integer':
    case 'decimal':
    case 'float':
      // TM9 leaves out the zero before the point.
      return `REGEXP_REPLACE(TO_CHAR(${sql}, 'TM9'), '^(-?)\\.', '\\10.')`;
    case 'binary float':
    case 'day interval':
    case 'year interval':
      return `TO_CHAR(${sql})`;
    case 'boolean':
      return `CASE WHEN ${sql} THEN '1' WHEN NOT ${sql} THEN '0' END`;
    case 'raw':
      return base64(sql);
    case 'blob':
      return base64(`DBMS_LOB.SUBSTR(${sql}, 1000, 1)`);
    case 'date':
      return `TO_CHAR(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
    case 'timestamp':
      return timestampText(sql);
    case 'timestamp tz':
      return timestampText(`SYS_EXTRACT_UTC(${sql})`);
    case 'timestamp ltz':
      return timestampText(`CAST(${sql} AS TIMESTAMP(9))`);
    case 'rowid':
      return `ROWIDTOCHAR(${sql})`;
    case 'xml':
      return `XMLSERIALIZE(CONTENT ${sql} AS CLOB)`;
    case 'geometry':
      return `SDO_UTIL.TO_WKTGEOMETRY(${sql})`;
    default:
      return sql;
  }
};

const timestampText = (sql: string): string => `TO_CHAR(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.FF"Z"')`;

/** The encoder breaks lines after 64 characters. */
const base64 = (sql: string): string =>
  `REPLACE(REPLACE(UTL_RAW.CAST_TO_VARCHAR2(UTL_ENCODE.BASE64_ENCODE(${sql})), CHR(13)), CHR(10))`;
