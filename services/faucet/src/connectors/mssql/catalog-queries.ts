import type { TypeParts } from './column-type.ts';

/**
 * What is read from the catalog: one statement for each kind of object, whatever the number of
 * tables. @p1 is the schema, @p2 one object's name or null for all. INFORMATION_SCHEMA knows
 * neither indexes nor identity columns nor comments, so the `sys` views are asked.
 */

const ofObject = `o.schema_id = SCHEMA_ID(@p1) AND (@p2 IS NULL OR o.name = @p2 COLLATE Latin1_General_BIN2)`;

export interface TableRow {
  readonly name: string;
  /** U table, V view; padded. */
  readonly type: string;
  readonly comment: string | null;
  readonly row_count: string | null;
}

export const tablesQuery: string = `
SELECT o.name, o.type, CAST(e.value AS NVARCHAR(MAX)) AS comment,
  (SELECT SUM(p.rows) FROM sys.partitions p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) AS row_count
FROM sys.objects o
LEFT JOIN sys.extended_properties e
  ON e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0 AND e.name = N'MS_Description'
WHERE ${ofObject} AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0
ORDER BY o.name COLLATE Latin1_General_BIN2`;

export interface ColumnRow extends TypeParts {
  readonly table: string;
  readonly name: string;
  /** Length, precision and scale of a user-defined type are its base's. */
  readonly is_nullable: boolean;
  readonly is_identity: boolean;
  readonly is_computed: boolean;
  /** 0 when the database does not keep it for system versioning. */
  readonly generated_always_type: number;
  readonly default: string | null;
  readonly comment: string | null;
}

/** The type's name is the base's; types of .NET, such as geography, have none but their own. */
export const columnsQuery: string = `
SELECT o.name AS [table], c.name, COALESCE(TYPE_NAME(NULLIF(c.system_type_id, 240)), y.name) AS type,
  c.max_length, c.precision, c.scale, c.is_nullable, c.is_identity, c.is_computed, c.generated_always_type,
  d.definition AS [default], CAST(e.value AS NVARCHAR(MAX)) AS comment
FROM sys.objects o
JOIN sys.columns c ON c.object_id = o.object_id
JOIN sys.types y ON y.user_type_id = c.user_type_id
LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id
LEFT JOIN sys.extended_properties e
  ON e.class = 1 AND e.major_id = c.object_id AND e.minor_id = c.column_id AND e.name = N'MS_Description'
WHERE ${ofObject} AND o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND c.is_hidden = 0
ORDER BY o.name, c.column_id`;

export interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly column: string;
  readonly is_unique: boolean;
  readonly is_primary_key: boolean;
  /** Covers some rows only. */
  readonly has_filter: boolean;
}

export const indexesQuery: string = `
SELECT o.name AS [table], i.name, c.name AS [column], i.is_unique, i.is_primary_key, i.has_filter
FROM sys.objects o
JOIN sys.indexes i ON i.object_id = o.object_id AND i.type > 0 AND i.is_hypothetical = 0 AND i.is_disabled = 0
JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE ${ofObject} AND o.type IN ('U', 'V')
ORDER BY o.name, i.name COLLATE Latin1_General_BIN2, k.key_ordinal`;

export interface ForeignKeyRow {
  readonly table: string;
  readonly name: string;
  readonly column: string;
  readonly referenced_schema: string;
  readonly referenced_table: string;
  readonly referenced_column: string;
  /** `NO_ACTION`, `CASCADE`, `SET_NULL`, `SET_DEFAULT`. */
  readonly on_delete: string;
  readonly on_update: string;
}

export const foreignKeysQuery: string = `
SELECT o.name AS [table], f.name, c.name AS [column], SCHEMA_NAME(r.schema_id) AS referenced_schema,
  r.name AS referenced_table, rc.name AS referenced_column,
  f.delete_referential_action_desc AS on_delete, f.update_referential_action_desc AS on_update
FROM sys.objects o
JOIN sys.foreign_keys f ON f.parent_object_id = o.object_id
JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
JOIN sys.columns c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
JOIN sys.objects r ON r.object_id = k.referenced_object_id
JOIN sys.columns rc ON rc.object_id = k.referenced_object_id AND rc.column_id = k.referenced_column_id
WHERE ${ofObject}
ORDER BY o.name, f.name COLLATE Latin1_General_BIN2, k.constraint_column_id`;

export interface RoutineRow {
  readonly name: string;
  /** P procedure, FN scalar function, IF and TF functions of a table; padded. */
  readonly type: string;
}

export const routinesQuery: string = `
SELECT o.name, o.type FROM sys.objects o
WHERE ${ofObject} AND o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0
ORDER BY o.name COLLATE Latin1_General_BIN2`;

export interface ParameterRow extends TypeParts {
  readonly routine: string;
  /** 0 is what a function returns. */
  readonly position: number;
  /** With its @. */
  readonly name: string;
  readonly is_output: boolean;
}

export const parametersQuery: string = `
SELECT o.name AS routine, p.parameter_id AS position, p.name,
  COALESCE(TYPE_NAME(NULLIF(p.system_type_id, 240)), y.name) AS type, p.max_length, p.precision, p.scale, p.is_output
FROM sys.objects o
JOIN sys.parameters p ON p.object_id = o.object_id
JOIN sys.types y ON y.user_type_id = p.user_type_id
WHERE ${ofObject} AND o.type IN ('P', 'FN', 'IF', 'TF') AND o.is_ms_shipped = 0
ORDER BY o.name, p.parameter_id`;
