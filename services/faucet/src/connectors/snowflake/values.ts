import type { Column } from '../../model/schema.ts';
import { kindOf } from './column-type.ts';

type Typed = Pick<Column, 'db_type' | 'json_type'>;

/**
 * Values on their way out: what stands in OBJECT_CONSTRUCT_KEEP_NULL. Integers are exact to 38
 * digits by themselves; decimals become strings, points in time RFC 3339, bytes base64.
 */
export const jsonValue = (sql: string, column: Typed): string => {
  switch (kindOf(column)) {
    case 'integer':
    case 'boolean':
    case 'text':
    case 'variant':
    case 'object':
    case 'array':
      return sql;
    case 'float':
      // JSON has no such numbers; they travel as strings.
      return `IFF(${sql} = 'NaN'::FLOAT OR ABS(${sql}) = 'inf'::FLOAT, TO_VARIANT(TO_VARCHAR(${sql})), TO_VARIANT(${sql}))`;
    default:
      return keyText(sql, column);
  }
};

/** A key as text, in the form that `literal` of the dialect reads back. */
export const keyText = (sql: string, column: Typed): string => {
  switch (kindOf(column)) {
    case 'text':
      return sql;
    case 'binary':
      return `BASE64_ENCODE(${sql})`;
    case 'date':
      return `TO_VARCHAR(${sql}, 'YYYY-MM-DD')`;
    case 'time':
      return `TO_VARCHAR(${sql}, 'HH24:MI:SS.FF9')`;
    case 'timestamp ntz':
      return timestampText(sql);
    case 'timestamp ltz':
    case 'timestamp tz':
      return timestampText(`CONVERT_TIMEZONE('UTC', ${sql})`);
    case 'variant':
    case 'object':
    case 'array':
      return `TO_JSON(TO_VARIANT(${sql}))`;
    case 'geography':
    case 'geometry':
      return `ST_ASWKT(${sql})`;
    default:
      return `TO_VARCHAR(${sql})`;
  }
};

const timestampText = (sql: string): string =>
  `TO_VARCHAR(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"')`;
