import type { PostgresColumn, PostgresQueries, PostgresQueryOptions } from '@aquifer/postgres';
import type { RowsText } from '../connector.ts';
import type { TypeCatalog } from './column-type.ts';
import { quote } from './dialect.ts';
import { joinedRows } from './read.ts';
import { jsonValue } from './values.ts';

/** Statements whose columns are not known before: routines and raw SQL. */
export interface Rendering {
  readonly queries: PostgresQueries;
  readonly types: TypeCatalog;
  readonly params: readonly unknown[];
  readonly options: PostgresQueryOptions;
}

/** Rows, and whether there were more than asked for. */
export interface RenderedRows extends RowsText {
  readonly truncated: boolean;
}

/** The rows of a query that may stand in FROM, rendered by the database; `rowsMax` at most. */
export const renderQuery = async (
  rendering: Rendering,
  sql: string,
  rowsMax: number,
): Promise<RenderedRows> => {
  const { queries, params, options } = rendering;
  // The line break ends a comment at the end of the statement.
  const from = `FROM (${sql}\n) AS q`;
  // With no row asked for, nothing is executed; the answer only describes the columns.
  const { columns } = await queries.query(`SELECT * ${from} LIMIT 0`, params, options);
  if (columns.length === 0) return { json: '', count: 0, truncated: false };
  const typed = await typeNames(rendering, columns);
  const aliases = columns.map((_, index) => `c${index}`);
  const fields = columns.map(
    ({ name }, index) =>
      `${jsonValue(`q.c${index}`, rendering.types.find(typed[index] ?? ''))} AS ${quote(name)}`,
  );
  const inner = `SELECT ${fields.join(', ')} ${from}(${aliases.join(', ')}) LIMIT ${rowsMax + 1}`;
  const rows = await queries.rows<{ readonly json: string }>(
    `SELECT row_to_json(r.*) AS json FROM (${inner}) r`,
    params,
    { ...options, raw: true },
  );
  const shown = rows.slice(0, rowsMax).map(({ json }) => json);
  return { json: shown.join(','), count: shown.length, truncated: rows.length > rowsMax };
};

/** Rows that came as text, because their statement may not stand in FROM. */
export const renderText = async (
  rendering: Rendering,
  columns: readonly PostgresColumn[],
  rows: readonly (readonly (string | null)[])[],
): Promise<RowsText> => {
  if (columns.length === 0 || rows.length === 0) return { json: '', count: 0 };
  const typed = await typeNames(rendering, columns);
  const fields = columns.map(({ name }, index) => {
    const type = typed[index] ?? 'text';
    return `${jsonValue(`(u.c${index}::${type})`, rendering.types.find(type))} AS ${quote(name)}`;
  });
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`);
  const aliases = columns.map((_, index) => `c${index}`);
  const from = `FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS u(${aliases.join(', ')}, o)`;
  const sql = `SELECT json_agg(r.*) AS json, COUNT(*) AS count FROM (SELECT ${fields.join(', ')} ${from} ORDER BY u.o) r`;
  const params = columns.map((_, index) => rows.map((row) => row[index] ?? null));
  const answer = await rendering.queries.rows<{ readonly json: string; readonly count: string }>(
    sql,
    params,
    { ...rendering.options, raw: true },
  );
  return joinedRows(answer);
};

/** The names of the columns' types; those of the database itself are learned on the way. */
const typeNames = async (
  { queries, types, options }: Rendering,
  columns: readonly PostgresColumn[],
): Promise<readonly string[]> => {
  const rows = await queries.rows<TypeRow>(
    typesQuery,
    [columns.map(({ typeOid }) => typeOid)],
    options,
  );
  for (const { name, base, type_type } of rows) {
    if (base !== null) types.learn(name, types.find(base));
    else if (type_type === 'c') types.learn(name, { kind: 'composite', array: false });
  }
  const names = new Map(rows.map(({ oid, name }) => [oid, name]));
  return columns.map(({ typeOid }) => names.get(typeOid) ?? 'text');
};

interface TypeRow {
  readonly oid: number;
  readonly name: string;
  readonly base: string | null;
  readonly type_type: string;
}

const typesQuery = `
SELECT t.oid, format_type(t.oid, NULL) AS name, t.typtype AS type_type,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base
FROM pg_type t WHERE t.oid = ANY($1::oid[])`;
