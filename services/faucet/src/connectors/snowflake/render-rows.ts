import type { RowsText } from '../connector.ts';
import type { SnowflakeCell, SnowflakeColumn, SnowflakeResult } from './snowflake.ts';

/** Rows whose columns were not known before (routines and raw SQL) as JSON. */
export const renderResult = ({
  columns,
  rows,
}: Pick<SnowflakeResult, 'columns' | 'rows'>): RowsText => {
  const json = rows.map((row) => {
    const members = columns.map((column, index) => {
      const cell = row[index] ?? null;
      return `${JSON.stringify(column.name)}:${cell === null ? 'null' : renderCell(cell, column)}`;
    });
    return `{${members.join(',')}}`;
  });
  return { json: json.join(','), count: rows.length };
};

/** A cell as JSON by the type the driver names; numbers, times and JSON come as text. */
export const renderCell = (
  cell: Exclude<SnowflakeCell, null>,
  { type, scale }: Pick<SnowflakeColumn, 'type' | 'scale'>,
): string => {
  if (cell instanceof Uint8Array) return JSON.stringify(Buffer.from(cell).toString('base64'));
  if (typeof cell !== 'string') return JSON.stringify(cell);
  switch (type) {
    case 'fixed':
      // Digits after the point do not fit a double.
      return scale === 0 && /^-?\d+$/.test(cell) ? cell : JSON.stringify(cell);
    case 'real': {
      const number = Number(cell);
      return Number.isFinite(number) && cell.trim() !== '' ? String(number) : JSON.stringify(cell);
    }
    case 'timestamp_tz':
      return JSON.stringify(inUtc(cell));
    case 'variant':
    case 'object':
    case 'array':
      return isJson(cell) ? cell : JSON.stringify(cell);
    default:
      return JSON.stringify(cell);
  }
};

/** A text in a VARIANT comes without quotes from some statements. */
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** `2024-02-11T10:00:00.5+02:00` as the same instant with a Z, with its digits. */
const inUtc = (text: string): string => {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d:\d\d)$/.exec(text);
  if (parts === null) return text;
  const [, second = '', fraction = '', offset = ''] = parts;
  const instant = new Date(second + offset);
  return `${instant.toISOString().slice(0, 19)}${fraction}Z`;
};
