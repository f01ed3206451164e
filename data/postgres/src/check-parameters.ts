import { PostgresFailure } from './postgres-failure.ts';

/**
 * Refuses what the driver would send as something else: `undefined` as null, and text with U+0000,
 * which ends the statement in the protocol and which no column can hold. Throws PostgresFailure.
 */
export function checkStatement(sql: string, parameters: readonly unknown[]): void {
  if (sql.includes('\0')) throw new PostgresFailure('parameter', 'the SQL text contains U+0000');
  for (const [index, value] of parameters.entries()) {
    if (value === undefined) refuse(index, 'is undefined');
    if (typeof value === 'string' && value.includes('\0')) {
      refuse(index, 'contains U+0000, which PostgreSQL cannot store in text');
    }
    if (value instanceof Date && Number.isNaN(value.getTime())) refuse(index, 'is an invalid date');
    if (typeof value === 'function' || typeof value === 'symbol')
      refuse(index, `is ${typeof value}`);
  }
}

function refuse(index: number, reason: string): never {
  throw new PostgresFailure('parameter', `parameter ${index + 1} ${reason}`);
}
