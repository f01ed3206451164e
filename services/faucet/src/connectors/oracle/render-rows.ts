import type { RowsText } from '../connector.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import type { OracleCell, OracleRows } from './oracle-statement.ts';

/** Rows whose columns were not known before (routines and raw SQL) as JSON. */
export const renderResult = ({ columns, rows }: OracleRows): RowsText => {
  const json = rows.map((row) => {
    const members = columns.map(({ name, type }, index) => {
      const cell = row[index] ?? null;
      return `${JSON.stringify(name)}:${cell === null ? 'null' : renderCell(cell, type)}`;
    });
    return `{${members.join(',')}}`;
  });
  return { json: json.join(','), count: rows.length };
};

/** A cell as JSON by the type the driver names; numbers and times come as text. */
export const renderCell = (cell: Exclude<OracleCell, null>, type: string): string => {
  if (cell instanceof Uint8Array) return JSON.stringify(Buffer.from(cell).toString('base64'));
  if (typeof cell !== 'string') return JSON.stringify(cell);
  if (type === 'NUMBER') return numberText(cell);
  if (type === 'BINARY_DOUBLE' || type === 'BINARY_FLOAT') {
    const number = Number(cell);
    return Number.isFinite(number) && cell.trim() !== '' ? String(number) : JSON.stringify(cell);
  }
  if (type === 'TIMESTAMP_TZ') return JSON.stringify(inUtc(cell));
  return type === 'JSON' ? cell : JSON.stringify(cell);
};

/** Whole numbers as they are, others as text: their digits do not fit a double. */
const numberText = (cell: string): string => {
  const decimal = plainDecimal(cell);
  if (decimal === undefined) return JSON.stringify(cell);
  return decimal.scale === 0 ? decimal.text : JSON.stringify(decimal.text);
};

/** `2024-02-11T10:00:00.5+02:00` as the same instant with a Z, with its digits. */
const inUtc = (text: string): string => {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d:\d\d)$/.exec(text);
  if (parts === null) return text;
  const [, second = '', fraction = '', offset = ''] = parts;
  const instant = new Date(second + offset);
  return `${instant.toISOString().slice(0, 19)}${fraction}Z`;
};
