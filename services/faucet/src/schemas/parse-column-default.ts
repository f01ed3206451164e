import type { ColumnDefault } from '../connectors/connector.ts';
import { fault } from '../faults.ts';

const now: Readonly<Record<string, 'date' | 'time' | 'timestamp'>> = {
  CURRENT_TIMESTAMP: 'timestamp',
  'CURRENT_TIMESTAMP()': 'timestamp',
  'NOW()': 'timestamp',
  CURRENT_DATE: 'date',
  CURRENT_TIME: 'time',
};

/**
 * Reads a default: a JSON value, or the SQL text of a literal or of the current
 * time. Anything else is refused: expressions would be SQL by the caller
 * (contract §9, SECURITY FIX).
 */
export function parseColumnDefault(column: string, value: unknown): ColumnDefault | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'number' && Number.isFinite(value))
    return { kind: 'number', text: String(value) };
  if (typeof value === 'string') {
    const parsed = parseSqlText(value.trim());
    if (parsed !== undefined) return parsed;
  }
  throw fault('invalid_input', {
    reason: `Column "${column}": default must be a number, 'text' in quotes, true, false, null, or CURRENT_TIMESTAMP, CURRENT_DATE, CURRENT_TIME`,
  });
}

function parseSqlText(text: string): ColumnDefault | undefined {
  const upper = text.toUpperCase();
  const moment = now[upper];
  if (moment !== undefined) return { kind: 'now', of: moment };
  if (upper === 'NULL') return { kind: 'null' };
  if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'boolean', value: upper === 'TRUE' };
  if (/^-?\d{1,40}(\.\d{1,40})?$/.test(text)) return { kind: 'number', text };
  const quoted = /^'((?:[^']|'')*)'$/s.exec(text);
  if (quoted !== null) return { kind: 'text', value: (quoted[1] ?? '').replaceAll("''", "'") };
  // A plain word is what people write when they mean its text.
  return /^[\p{L}\p{N}_ .:@/-]{0,200}$/u.test(text) ? { kind: 'text', value: text } : undefined;
}
