import type { SqlParameter } from '../sql/dialect.ts';

/** A value the driver sends as it is. It would send a bigint and a boolean as something else. */
export type BoundValue = null | string | number | Buffer;

/** Parameters in the forms the driver loses nothing of. */
export const boundValues = (params: readonly SqlParameter[]): BoundValue[] =>
  params.map(boundValue);

const boundValue = (value: SqlParameter): BoundValue => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'bigint' ? String(value) : Buffer.from(value);
};
