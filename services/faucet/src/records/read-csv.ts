import { isFault } from '@aquifer/service';
import { parse } from 'csv-parse/sync';
import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import { holdsJson } from './holds-json.ts';
import { parseExactJson } from './parse-exact-json.ts';
import type { BodyRecord } from './read-body.ts';
import { writableColumn, writeScope, type WriteTarget } from './write-target.ts';

/** A cell with whether it stood in quotes, which tells the empty text from no text. */
interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * The records of a CSV body (RFC 4180, first line names the columns), for `insertRecords`. An empty
 * cell is null, or the column's default where it cannot be null; `""` is the empty text. Cells of
 * JSON columns hold JSON. Throws invalid_body with the line, unknown_column, not_writable.
 */
export const csvRecords = (text: string, target: WriteTarget): readonly BodyRecord[] => {
  const [header = [], ...lines] = parseCells(text);
  if (lines.length === 0) throw refuse('expected a header line and at least one record');
  if (lines.length > target.recordsMax) {
    throw refuse(`${lines.length} records, more than the ${target.recordsMax} of one request`);
  }
  const scope = writeScope(target);
  const columns = header.map(({ text: name, quoted }) =>
    writableColumn(scope, quoted ? name : name.trim()),
  );
  if (new Set(columns).size < columns.length) throw refuse('the header names a column twice');
  return lines.map((line, index) => recordOf(line, columns, index));
};

const parseCells = (text: string): readonly (readonly Cell[])[] => {
  try {
    // Cells are what `cast` returns; the library's types know texts only.
    return parse(text, {
      bom: true,
      skip_empty_lines: true,
      cast: (cell, { quoting }): Cell => ({ text: cell, quoted: quoting }),
    }) as unknown as readonly (readonly Cell[])[];
  } catch (error) {
    const line = isCsvError(error) ? ` (line ${error.lines})` : '';
    throw fault('invalid_body', { reason: `it is not valid CSV${line}` }, { cause: error });
  }
};

const isCsvError = (error: unknown): error is { readonly lines: number } =>
  error instanceof Error && 'lines' in error && typeof error.lines === 'number';

const recordOf = (line: readonly Cell[], columns: readonly Column[], index: number): BodyRecord => {
  const values: [string, unknown][] = [];
  for (const [place, column] of columns.entries()) {
    const cell = line[place];
    if (cell === undefined) throw refuse(`record ${index} has ${line.length} cells`);
    if (cell.text === '' && !cell.quoted) {
      if (column.nullable) values.push([column.name, null]);
    } else {
      values.push([column.name, valueOf(cell.text, column, index)]);
    }
  }
  if (values.length === 0) throw refuse(`record ${index} has no values`);
  return Object.fromEntries(values);
};

/** Text, which the database reads as what the column holds; JSON columns want the value itself. */
const valueOf = (text: string, column: Column, index: number): unknown => {
  if (!holdsJson(column)) return text;
  try {
    return parseExactJson(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw refuse(`record ${index}: the cell of "${column.name}" is not valid JSON`);
  }
};

const refuse = (reason: string): Error => fault('invalid_body', { reason });
