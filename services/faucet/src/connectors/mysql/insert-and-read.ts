import { fault } from '../../faults.ts';
import type { Column } from '../../model/schema.ts';
import { type CellValue, type InsertPlan, useDefault } from '../../query/plan.ts';
import type { WrittenRows } from '../connector.ts';
import { jsonText } from '../sql/accept-value.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { type InsertBatch, splitInsert } from '../sql/split-insert.ts';
import type { MysqlQueries } from './mysql.ts';
import { cellText, readBack, type RowKey, textLiteral } from './read-back.ts';
import type { Session } from './read.ts';

type Row = InsertBatch['rows'][number];

/**
 * Inserts on a server that does not give back what it stored: row by row, each read again by the
 * key it was given or the number the server made for it.
 */
export const insertAndRead = async (
  session: Session,
  queries: MysqlQueries,
  plan: InsertPlan,
): Promise<WrittenRows> => {
  const rows: string[] = [];
  for (const batch of splitInsert(session.dialect, plan)) {
    for (const row of batch.rows) rows.push(await insertRow(session, queries, batch, row));
  }
  return { rows, affected: rows.length };
};

/** One row, and its JSON as stored. */
const insertRow = async (
  session: Session,
  queries: MysqlQueries,
  batch: InsertBatch,
  row: Row,
): Promise<string> => {
  const { onConflict: _, ...plain } = batch;
  const one = { ...plain, rows: [row] };
  if (session.returning !== undefined) {
    const { rows } = await queries.run(compileInsert(session.returning, one));
    if (String(rows[0]?.[1]) !== '1') throw fault('row_refused');
    return String(rows[0]?.[0]);
  }
  const { insertId } = await queries.run(compileInsert(session.dialect, one));
  const key = keyOf(batch, row, insertId);
  if (key === undefined) {
    if (batch.check === undefined) return echo(batch, row);
    const feature = `row filters on "${batch.table.name}", whose new rows cannot be found again`;
    throw fault('not_supported', { driver: 'mysql', feature });
  }
  const [json] = await readBack(session, queries, batch, [key]);
  return json ?? echo(batch, row);
};

/** The primary key of a new row; undefined when a default made a part of it. */
const keyOf = ({ table, columns }: InsertBatch, row: Row, insertId: string): RowKey | undefined => {
  const key: RowKey[number][] = [];
  for (const name of table.primary_key) {
    const cell = row[columns.findIndex((column) => column.name === name)];
    const isMade = cell === undefined || cell === useDefault || cell === null;
    if (!isMade) key.push(textLiteral(cellText(cell)));
    else if (isAutoIncrement(table.columns, name)) key.push(textLiteral(insertId));
    else return undefined;
  }
  return key.length === 0 ? undefined : key;
};

const isAutoIncrement = (columns: readonly Column[], name: string): boolean =>
  columns.some((column) => column.name === name && column.is_auto_increment);

/** What was given, for a table without a key to read it by. */
const echo = ({ columns, returning }: InsertBatch, row: Row): string => {
  const members = columns.flatMap((column, index) => {
    const cell = row[index];
    const isShown = cell !== undefined && cell !== useDefault && returning.includes(column);
    return isShown ? [`${JSON.stringify(column.name)}:${cellJson(cell)}`] : [];
  });
  return `{${members.join(',')}}`;
};

const cellJson = (cell: CellValue): string => (cell === null ? 'null' : jsonText(cell));
