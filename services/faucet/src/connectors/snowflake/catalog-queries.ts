import type { TypeParts } from './column-type.ts';

/**
 * What is read from INFORMATION_SCHEMA, one statement for each kind of object, and from SHOW for
 * keys, which it does not tell. Parameters: the schema, then twice one object's name or null for
 * all. Everything comes as text.
 */

const ofName = (column: string): string => `(? IS NULL OR ${column} = ?)`;

export interface TableRow {
  readonly name: string;
  /** BASE TABLE, VIEW, MATERIALIZED VIEW, ... */
  readonly type: string;
  readonly comment: string | null;
  readonly row_count: string | null;
}

export const tablesQuery: string = `
SELECT TABLE_NAME AS "name", TABLE_TYPE AS "type", COMMENT AS "comment", ROW_COUNT AS "row_count"
FROM INFORMATION_SCHEMA.TABLES
WHERE TABLE_SCHEMA = ? AND ${ofName('TABLE_NAME')}
ORDER BY TABLE_NAME`;

export interface ColumnRow extends TypeParts {
  readonly table: string;
  readonly name: string;
  /** YES, NO. */
  readonly nullable: string;
  readonly default: string | null;
  /** YES, NO. */
  readonly identity: string | null;
  readonly comment: string | null;
}

export const columnsQuery: string = `
SELECT TABLE_NAME AS "table", COLUMN_NAME AS "name", DATA_TYPE AS "data_type",
  CHARACTER_MAXIMUM_LENGTH AS "max_length", NUMERIC_PRECISION AS "precision", NUMERIC_SCALE AS "scale",
  DATETIME_PRECISION AS "time_digits", IS_NULLABLE AS "nullable", COLUMN_DEFAULT AS "default",
  IS_IDENTITY AS "identity", COMMENT AS "comment"
FROM INFORMATION_SCHEMA.COLUMNS
WHERE TABLE_SCHEMA = ? AND ${ofName('TABLE_NAME')}
ORDER BY TABLE_NAME, ORDINAL_POSITION`;

/** A row of SHOW PRIMARY KEYS and SHOW UNIQUE KEYS; the columns used here. */
export interface KeyRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly key_sequence: string;
  readonly constraint_name: string;
}

/** A row of SHOW IMPORTED KEYS; the columns used here. */
export interface ForeignKeyRow {
  readonly pk_schema_name: string;
  readonly pk_table_name: string;
  readonly pk_column_name: string;
  readonly fk_table_name: string;
  readonly fk_column_name: string;
  readonly key_sequence: string;
  readonly update_rule: string;
  readonly delete_rule: string;
  readonly fk_name: string;
}

export interface RoutineRow {
  readonly name: string;
  /** `(CUSTOMER NUMBER, NOTE VARCHAR DEFAULT 'x')`. */
  readonly signature: string;
  /** `NUMBER(38,0)`, `TABLE (ID NUMBER)`. */
  readonly return_type: string;
}

export const proceduresQuery: string = `
SELECT PROCEDURE_NAME AS "name", ARGUMENT_SIGNATURE AS "signature", DATA_TYPE AS "return_type"
FROM INFORMATION_SCHEMA.PROCEDURES
WHERE PROCEDURE_SCHEMA = ? AND ${ofName('PROCEDURE_NAME')}
ORDER BY PROCEDURE_NAME, ARGUMENT_SIGNATURE`;

export const functionsQuery: string = `
SELECT FUNCTION_NAME AS "name", ARGUMENT_SIGNATURE AS "signature", DATA_TYPE AS "return_type"
FROM INFORMATION_SCHEMA.FUNCTIONS
WHERE FUNCTION_SCHEMA = ? AND ${ofName('FUNCTION_NAME')}
ORDER BY FUNCTION_NAME, ARGUMENT_SIGNATURE`;
