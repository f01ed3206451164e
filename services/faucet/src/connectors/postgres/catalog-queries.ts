/**
 * What is read from PostgreSQL's catalog: one statement for each kind of object, whatever the
 * number of tables. $1 is the schema, $2 one table's name or null for all. Each gives one row of
 * one column, a JSON array.
 */

export interface RelationRow {
  readonly oid: number;
  readonly name: string;
  /** `pg_class.relkind`: r table, p partitioned, f foreign, v view, m materialized view. */
  readonly kind: string;
  readonly comment: string | null;
  /** Negative before the first ANALYZE. */
  readonly row_count: number;
}

/** Tables and views of the schema; views that belong to an extension are not the user's. */
export const relationsQuery: string = `
SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT c.oid::int8 AS oid, c.relname AS name, c.relkind AS kind,
         obj_description(c.oid, 'pg_class') AS comment, c.reltuples::int8 AS row_count
  FROM pg_class c
  WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
    AND ($2::text IS NULL OR c.relname = $2)
    AND NOT (c.relkind IN ('v', 'm') AND EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
  ORDER BY c.relname COLLATE "C"
) x`;

export interface ColumnRow {
  readonly relation: number;
  readonly name: string;
  readonly number: number;
  /** With sizes and array brackets, as DDL would write it. */
  readonly db_type: string;
  /** Without sizes and brackets, when it is not one of pg_catalog's own. */
  readonly own_type: string | null;
  /** What a domain stands for at the end of its chain. */
  readonly base_type: string | null;
  /** `pg_type.typtype` of the element or the type itself: e enumeration, c composite, d domain. */
  readonly type_type: string;
  readonly max_length: number | null;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly identity: boolean;
  readonly generated: boolean;
  readonly comment: string | null;
  readonly enum_values: readonly string[] | null;
}

export const columnsQuery: string = `
WITH RECURSIVE rel AS (
  SELECT oid FROM pg_class
  WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relkind IN ('r', 'p', 'f', 'v', 'm')
    AND ($2::text IS NULL OR relname = $2)
), col AS (
  SELECT a.*, t.typcategory, CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END AS element
  FROM pg_attribute a JOIN rel ON rel.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attnum > 0 AND NOT a.attisdropped
), base(element, oid, typmod) AS (
  SELECT t.oid, t.typbasetype, t.typtypmod FROM pg_type t
  WHERE t.typtype = 'd' AND t.oid IN (SELECT element FROM col)
  UNION ALL
  SELECT b.element, t.typbasetype, t.typtypmod FROM base b JOIN pg_type t ON t.oid = b.oid
  WHERE t.typtype = 'd'
), ending AS (
  SELECT b.element, b.oid, b.typmod FROM base b JOIN pg_type t ON t.oid = b.oid WHERE t.typtype <> 'd'
), labels AS (
  SELECT enumtypid, json_agg(enumlabel ORDER BY enumsortorder) AS labels FROM pg_enum
  WHERE enumtypid IN (SELECT element FROM col UNION SELECT oid FROM ending) GROUP BY enumtypid
)
SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT c.attrelid::int8 AS relation, c.attname AS name, c.attnum AS number,
         format_type(c.atttypid, c.atttypmod) AS db_type,
         CASE WHEN e.typnamespace <> 'pg_catalog'::regnamespace THEN format_type(e.oid, NULL) END AS own_type,
         CASE WHEN d.oid IS NOT NULL THEN format_type(d.oid, d.typmod) END AS base_type,
         e.typtype AS type_type,
         CASE WHEN c.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND c.atttypmod > 4
              THEN c.atttypmod - 4 END AS max_length,
         c.attnotnull OR e.typnotnull AS not_null,
         CASE WHEN c.attgenerated = '' THEN pg_get_expr(f.adbin, f.adrelid) END AS "default",
         c.attidentity <> '' AS identity, c.attgenerated <> '' AS generated,
         col_description(c.attrelid, c.attnum) AS comment, l.labels AS enum_values
  FROM col c
  JOIN pg_type e ON e.oid = c.element
  LEFT JOIN ending d ON d.element = c.element
  LEFT JOIN labels l ON l.enumtypid = coalesce(d.oid, c.element)
  LEFT JOIN pg_attrdef f ON f.adrelid = c.attrelid AND f.adnum = c.attnum
  ORDER BY c.attrelid, c.attnum
) x`;

export interface ConstraintRow {
  readonly relation: number;
  readonly name: string;
  /** p primary key, f foreign key. */
  readonly type: string;
  readonly columns: readonly string[];
  /** With its schema when that is another. */
  readonly referenced_table: string | null;
  readonly referenced_columns: readonly string[] | null;
  readonly on_delete: string;
  readonly on_update: string;
}

/** Primary and foreign keys with their columns in key order. */
export const constraintsQuery: string = `
SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT k.conrelid::int8 AS relation, k.conname AS name, k.contype AS type,
         ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY AS u(n, o)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o) AS columns,
         CASE WHEN r.relnamespace = c.relnamespace THEN r.relname
              ELSE r.relnamespace::regnamespace || '.' || quote_ident(r.relname) END AS referenced_table,
         ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY AS u(n, o)
               JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o) AS referenced_columns,
         k.confdeltype AS on_delete, k.confupdtype AS on_update
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  LEFT JOIN pg_class r ON r.oid = k.confrelid
  WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND ($2::text IS NULL OR c.relname = $2)
    AND k.contype IN ('p', 'f')
  ORDER BY k.conrelid, k.conname
) x`;

export interface IndexRow {
  readonly relation: number;
  readonly name: string;
  /** Columns, or expressions as the database writes them. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly primary: boolean;
  /** Covers every row and only plain columns, so it makes them a key. */
  readonly plain: boolean;
}

export const indexesQuery: string = `
SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT i.indrelid::int8 AS relation, n.relname AS name,
         ARRAY(SELECT coalesce(a.attname, pg_get_indexdef(i.indexrelid, p, true))
               FROM generate_series(1, i.indnkeyatts) AS p
               LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p - 1]
                    AND i.indkey[p - 1] <> 0
               ORDER BY p) AS columns,
         i.indisunique AS "unique", i.indisprimary AS "primary",
         i.indpred IS NULL AND i.indexprs IS NULL AND i.indimmediate AND i.indisvalid AS plain
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_class n ON n.oid = i.indexrelid
  WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND ($2::text IS NULL OR c.relname = $2)
    AND i.indislive
  ORDER BY i.indrelid, n.relname COLLATE "C"
) x`;

export interface RoutineRow {
  readonly name: string;
  /** f function, p procedure. */
  readonly kind: string;
  readonly return_type: string;
  readonly parameters: readonly {
    readonly name: string | null;
    readonly db_type: string;
    /** i in, o out, b both, v variadic, t column of the result. */
    readonly mode: string;
    readonly has_default: boolean;
  }[];
}

/** Functions and procedures a caller could call: no triggers, no aggregates, none of an extension. */
export const routinesQuery: string = `
SELECT coalesce(json_agg(x), '[]') FROM (
  SELECT p.proname AS name, p.prokind AS kind, coalesce(pg_get_function_result(p.oid), '') AS return_type,
         coalesce((SELECT json_agg(json_build_object(
             'name', p.proargnames[u.o], 'db_type', format_type(u.t, NULL),
             'mode', coalesce(p.proargmodes[u.o], 'i'),
             'has_default', coalesce(p.proargmodes[u.o], 'i') IN ('i', 'b')
               AND (SELECT count(*) FROM generate_series(1, u.o) q
                    WHERE coalesce(p.proargmodes[q], 'i') IN ('i', 'b', 'v')) > p.pronargs - p.pronargdefaults
           ) ORDER BY u.o)
           FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS u(t, o)), '[]'
         ) AS parameters
  FROM pg_proc p
  WHERE p.pronamespace = to_regnamespace(quote_ident($1)) AND ($2::text IS NULL OR p.proname = $2)
    AND p.prokind IN ('f', 'p')
    AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
    AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  ORDER BY p.proname COLLATE "C", p.oid
) x`;
