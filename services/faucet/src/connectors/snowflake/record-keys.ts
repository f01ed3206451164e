import type { TableSchema } from '../../model/schema.ts';
import { type CellValue, type UpdatePlan, useDefault } from '../../query/plan.ts';
import { jsonText } from '../sql/accept-value.ts';
import { parseInstant } from '../sql/instant.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import type { InsertBatch } from '../sql/split-insert.ts';
import { kindOf } from './column-type.ts';

/** The values of a row's primary key as text, in key order. */
export type RecordKey = readonly string[];

/** The key a new row was given; undefined when a default makes a part of it, or there is none. */
export const keyOfRow = (
  { table, columns }: Pick<InsertBatch, 'table' | 'columns'>,
  row: InsertBatch['rows'][number],
): RecordKey | undefined => {
  const key = table.primary_key.flatMap((name) => {
    const cell = row[columns.findIndex((column) => column.name === name)];
    return cell === undefined || cell === null || cell === useDefault ? [] : [cellText(cell)];
  });
  return key.length === 0 || key.length < table.primary_key.length ? undefined : key;
};

/** The keys after an update, which may have set columns of them. */
export const keysAfter = (
  { table, set }: Pick<UpdatePlan, 'table' | 'set'>,
  before: readonly RecordKey[],
): readonly RecordKey[] =>
  before.map((key) =>
    key.map((value, index) => {
      const change = set.find(({ column }) => column.name === table.primary_key[index]);
      return change === undefined || change.value === null ? value : cellText(change.value);
    }),
  );

/** One text for keys that are equal, however they were written: `1.0` is `1`. */
export const keyIdentity = (table: TableSchema, key: RecordKey): string =>
  JSON.stringify(
    key.map((value, index) => {
      const column = table.columns.find(({ name }) => name === table.primary_key[index]);
      const kind = column === undefined ? 'other' : kindOf(column);
      if (kind === 'integer' || kind === 'decimal') {
        const text = plainDecimal(value)?.text ?? value;
        return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
      }
      if (kind.startsWith('timestamp')) {
        const instant = parseInstant(value);
        return instant === undefined
          ? value
          : `${instant.date}T${instant.time}.${instant.fraction.padEnd(9, '0')}`;
      }
      return value;
    }),
  );

/** What was given for a row, for one that cannot be found again. */
export const echoOf = (
  { columns, returning }: Pick<InsertBatch, 'columns' | 'returning'>,
  row: InsertBatch['rows'][number],
): string => {
  const members = columns.flatMap((column, index) => {
    const cell = row[index];
    const isShown = cell !== undefined && cell !== useDefault && returning.includes(column);
    return isShown
      ? [`${JSON.stringify(column.name)}:${cell === null ? 'null' : jsonText(cell)}`]
      : [];
  });
  return `{${members.join(',')}}`;
};

const cellText = (cell: Exclude<CellValue, null>): string =>
  typeof cell === 'object' ? cell.text : String(cell);
