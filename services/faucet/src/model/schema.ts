/**
 * What introspection finds in a database, in the words and the shape the schema
 * API serves it (contract §9), so nothing is renamed on the way out.
 */

/** How a column's values look in JSON. `string(byte)` is base64. */
export type JsonType =
  | 'integer'
  | 'number'
  | 'boolean'
  | 'string'
  | 'object'
  | 'array'
  | 'string(date-time)'
  | 'string(date)'
  | 'string(time)'
  | 'string(uuid)'
  | 'string(byte)';

export interface Column {
  readonly name: string;
  /** 1-based. */
  readonly position: number;
  /** The database's own name of the type, e.g. `integer`, `varchar(40)`, `text[]`. */
  readonly db_type: string;
  /** Portable type name of the original's API; DDL requests may use it instead of `db_type`. */
  readonly go_type: string;
  readonly json_type: JsonType;
  readonly nullable: boolean;
  /** SQL text of the default, as the database reports it. */
  readonly default?: string;
  /** In characters. */
  readonly max_length?: number;
  readonly is_primary_key: boolean;
  readonly is_auto_increment: boolean;
  /** A single-column unique index or constraint covers it. */
  readonly is_unique: boolean;
  /** Computed by the database: never written. */
  readonly is_generated?: boolean;
  readonly comment?: string;
  /** The values of an enumerated type, in order. */
  readonly enum_values?: readonly string[];
}

/** One column of a foreign key; a composite key is several entries that share `name`, in key order. */
export interface ForeignKey {
  readonly name: string;
  readonly column_name: string;
  readonly referenced_table: string;
  readonly referenced_column: string;
  readonly on_delete: string;
  readonly on_update: string;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly is_unique: boolean;
}

export interface TableSchema {
  readonly name: string;
  readonly type: 'table' | 'view';
  readonly columns: readonly Column[];
  readonly primary_key: readonly string[];
  readonly foreign_keys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly comment?: string;
  /** The database's estimate, where it has one. */
  readonly row_count?: number;
}

export interface RoutineParameter {
  readonly name: string;
  readonly db_type: string;
  readonly json_type: JsonType;
  readonly mode: 'in' | 'out' | 'inout';
  readonly has_default: boolean;
}

export interface Routine {
  readonly name: string;
  readonly type: 'procedure' | 'function';
  readonly return_type: string;
  readonly parameters: readonly RoutineParameter[];
}

/** Everything of one database schema, each list ordered by name. */
export interface DatabaseSchema {
  readonly tables: readonly TableSchema[];
  readonly views: readonly TableSchema[];
  readonly procedures: readonly Routine[];
  readonly functions: readonly Routine[];
}
