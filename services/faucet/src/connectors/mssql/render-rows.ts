import type { RowsText } from '../connector.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import type { MssqlCell, MssqlResult } from './mssql.ts';

/** Rows whose columns were not known before (routines and raw SQL) as JSON. */
export const renderResult = ({ columns, rows }: MssqlResult): RowsText => {
  const json = rows.map((row) => {
    const members = columns.map(({ name, type }, index) => {
      const cell = row[index] ?? null;
      return `${JSON.stringify(name)}:${cell === null ? 'null' : renderCell(cell, type)}`;
    });
    return `{${members.join(',')}}`;
  });
  return { json: json.join(','), count: rows.length };
};

/** A cell as JSON by the type the driver names. */
export const renderCell = (cell: Exclude<MssqlCell, null>, type: string): string => {
  if (cell instanceof Date) return JSON.stringify(timeText(cell, type));
  if (cell instanceof Uint8Array) return JSON.stringify(Buffer.from(cell).toString('base64'));
  if (typeof cell === 'number' && /^(decimal|numeric|money|smallmoney)$/.test(type)) {
    return JSON.stringify(plainDecimal(String(cell))?.text ?? String(cell));
  }
  // 64-bit integers come as text.
  if (type === 'bigint' && typeof cell === 'string' && /^-?\d+$/.test(cell)) return cell;
  return JSON.stringify(cell);
};

/** The driver reads times as UTC and keeps what is smaller than a millisecond beside the date. */
const timeText = (at: Date, type: string): string => {
  const iso = at.toISOString();
  if (type === 'date') return iso.slice(0, 10);
  const delta: unknown = 'nanosecondsDelta' in at ? at.nanosecondsDelta : 0;
  const ticks = Math.round((typeof delta === 'number' ? delta : 0) * 1e7);
  const exact = ticks === 0 ? iso.slice(0, -1) : iso.slice(0, -1) + String(ticks).padStart(4, '0');
  return type === 'time' ? exact.slice(11) : `${exact}Z`;
};
