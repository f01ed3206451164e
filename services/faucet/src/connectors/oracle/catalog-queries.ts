import type { TypeParts } from './column-type.ts';

/**
 * What is read from the data dictionary: one statement for each kind of object, whatever the number
 * of tables. Parameters: the owner, then twice one object's name or null for all. Numbers come as
 * text.
 */

const ofName = (column: string): string => `(:2 IS NULL OR ${column} = :3)`;

export interface TableRow {
  readonly name: string;
  readonly type: 'TABLE' | 'VIEW';
  readonly comments: string | null;
  readonly num_rows: string | null;
}

/** Tables that belong to others (of indexes, overflow, nested ones) are not the user's. */
export const tablesQuery: string = `
SELECT x.name "name", x.type "type", c.comments "comments", x.num_rows "num_rows" FROM (
  SELECT owner, table_name AS name, 'TABLE' AS type, num_rows FROM all_tables
  WHERE nested = 'NO' AND secondary = 'N' AND dropped = 'NO' AND (iot_type IS NULL OR iot_type = 'IOT')
  UNION ALL
  SELECT owner, view_name, 'VIEW', NULL FROM all_views
) x
LEFT JOIN all_tab_comments c ON c.owner = x.owner AND c.table_name = x.name
WHERE x.owner = :1 AND ${ofName('x.name')}
ORDER BY NLSSORT(x.name, 'NLS_SORT=BINARY')`;

export interface ColumnRow extends TypeParts {
  readonly table: string;
  readonly name: string;
  /** Y, N. */
  readonly nullable: string;
  readonly data_default: string | null;
  /** YES, NO. */
  readonly identity_column: string;
  readonly virtual_column: string;
  readonly comments: string | null;
  /** There is a check that it is JSON. */
  readonly is_json: string | null;
}

/** LONG columns may stand in no expression, so they are left out. */
export const columnsQuery: string = `
SELECT c.table_name "table", c.column_name "name", c.data_type "data_type", c.data_length "data_length",
  c.char_length "char_length", c.data_precision "data_precision", c.data_scale "data_scale",
  c.nullable "nullable", c.data_default "data_default", c.identity_column "identity_column",
  c.virtual_column "virtual_column", m.comments "comments", j.column_name "is_json"
FROM all_tab_cols c
LEFT JOIN all_col_comments m ON m.owner = c.owner AND m.table_name = c.table_name AND m.column_name = c.column_name
LEFT JOIN all_json_columns j ON j.owner = c.owner AND j.table_name = c.table_name AND j.column_name = c.column_name
WHERE c.owner = :1 AND ${ofName('c.table_name')} AND c.hidden_column = 'NO' AND c.data_type NOT LIKE 'LONG%'
ORDER BY c.table_name, c.column_id`;

export interface KeyRow {
  readonly table: string;
  readonly name: string;
  readonly column: string;
}

export const primaryKeysQuery: string = `
SELECT k.table_name "table", k.constraint_name "name", c.column_name "column"
FROM all_constraints k
JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name AND c.table_name = k.table_name
WHERE k.owner = :1 AND ${ofName('k.table_name')} AND k.constraint_type = 'P'
ORDER BY k.table_name, c.position`;

export interface ForeignKeyRow extends KeyRow {
  readonly referenced_owner: string;
  readonly referenced_table: string;
  readonly referenced_column: string;
  readonly delete_rule: string;
}

export const foreignKeysQuery: string = `
SELECT k.table_name "table", k.constraint_name "name", c.column_name "column", r.owner "referenced_owner",
  r.table_name "referenced_table", rc.column_name "referenced_column", k.delete_rule "delete_rule"
FROM all_constraints k
JOIN all_cons_columns c ON c.owner = k.owner AND c.constraint_name = k.constraint_name AND c.table_name = k.table_name
JOIN all_constraints r ON r.owner = k.r_owner AND r.constraint_name = k.r_constraint_name
JOIN all_cons_columns rc ON rc.owner = r.owner AND rc.constraint_name = r.constraint_name AND rc.position = c.position
WHERE k.owner = :1 AND ${ofName('k.table_name')} AND k.constraint_type = 'R'
ORDER BY k.table_name, k.constraint_name, c.position`;

export interface IndexRow extends KeyRow {
  /** UNIQUE, NONUNIQUE. */
  readonly uniqueness: string;
  /** What is indexed where that is no column. */
  readonly expression: string | null;
}

/** Indexes over large objects are the database's own. */
export const indexesQuery: string = `
SELECT i.table_name "table", i.index_name "name", c.column_name "column", i.uniqueness "uniqueness",
  e.column_expression "expression"
FROM all_indexes i
JOIN all_ind_columns c ON c.index_owner = i.owner AND c.index_name = i.index_name
LEFT JOIN all_ind_expressions e
  ON e.index_owner = i.owner AND e.index_name = i.index_name AND e.column_position = c.column_position
WHERE i.table_owner = :1 AND ${ofName('i.table_name')} AND i.index_type <> 'LOB'
ORDER BY i.table_name, i.index_name, c.column_position`;

export interface RoutineRow {
  readonly name: string;
  readonly type: 'PROCEDURE' | 'FUNCTION';
}

/** Routines by themselves, not those of packages. */
export const routinesQuery: string = `
SELECT object_name "name", object_type "type" FROM all_procedures
WHERE owner = :1 AND ${ofName('object_name')} AND object_type IN ('PROCEDURE', 'FUNCTION')
ORDER BY NLSSORT(object_name, 'NLS_SORT=BINARY')`;

export interface ArgumentRow {
  readonly routine: string;
  /** 0 is what a function returns. */
  readonly position: string;
  /** Null for a routine without parameters. */
  readonly data_type: string | null;
  readonly name: string | null;
  /** IN, OUT, IN/OUT. */
  readonly in_out: string;
  /** Y, N. */
  readonly defaulted: string;
}

export const argumentsQuery: string = `
SELECT object_name "routine", position "position", data_type "data_type", argument_name "name",
  in_out "in_out", defaulted "defaulted"
FROM all_arguments
WHERE owner = :1 AND ${ofName('object_name')} AND package_name IS NULL AND data_level = 0
ORDER BY object_name, position`;
