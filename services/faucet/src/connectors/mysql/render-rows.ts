import type { FieldPacket } from 'mysql2';
import type { RowsText } from '../connector.ts';
import type { MysqlCell, MysqlResult } from './mysql.ts';
import { storeTimestamp } from './timestamps.ts';

/**
 * Rows whose columns were not known before (routines and raw SQL) as JSON. The driver gives text
 * for all that a double cannot hold, so no digit is lost here.
 */
export const renderResult = ({ rows, fields = [] }: MysqlResult): RowsText => {
  const cells = fields.map((field) => ({
    name: JSON.stringify(field.name),
    render: renderer(field),
  }));
  const json = rows.map((row) => {
    const members = cells.map(({ name, render }, index) => {
      const cell = row[index] ?? null;
      return `${name}:${cell === null ? 'null' : render(cell)}`;
    });
    return `{${members.join(',')}}`;
  });
  return { json: json.join(','), count: rows.length };
};

type Render = (cell: Exclude<MysqlCell, null>) => string;

/** Numbers of the protocol's column types. */
const types = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  datetime: 12,
  year: 13,
  bit: 16,
  json: 245,
} as const;

const whole: ReadonlySet<number> = new Set([
  types.tiny,
  types.short,
  types.long,
  types.longlong,
  types.int24,
  types.year,
]);

const renderer = (field: FieldPacket): Render => {
  const type = field.columnType ?? field.type ?? 0;
  if (whole.has(type)) return String;
  if (type === types.double) return (cell) => JSON.stringify(Number(cell));
  if (type === types.float) return (cell) => JSON.stringify(shortestFloat(Number(cell)));
  if (type === types.timestamp || type === types.datetime) return renderTimestamp;
  if (type === types.bit) return (cell) => (Buffer.isBuffer(cell) ? bits(cell) : String(cell));
  if (type === types.json || isMariadbJson(field)) return String;
  return (cell) => JSON.stringify(Buffer.isBuffer(cell) ? cell.toString('base64') : cell);
};

/** MariaDB keeps JSON as text and says so beside the type; the driver's types leave it out. */
const isMariadbJson = (field: FieldPacket): boolean =>
  'extendedFormat' in field && field.extendedFormat === 'json';

/** The fewest digits that give the same 32-bit float. */
const shortestFloat = (value: number): number => {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
};

/** Zero dates are no points in time and stay as the database writes them. */
const renderTimestamp: Render = (cell) => {
  const text = String(cell);
  const isZero = /-00/.test(text) || storeTimestamp(text) === undefined;
  return JSON.stringify(isZero ? text : `${text.replace(' ', 'T')}Z`);
};

const bits = (cell: Buffer): string => String(BigInt(`0x${cell.toString('hex') || '0'}`));
