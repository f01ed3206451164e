import type { RawSql, RawSqlResult } from '../connector.ts';
import type { SlowLane } from './lanes/slow-lane.ts';
import { rawParameters } from './raw-parameters.ts';
import { vetRawSql } from './raw-sql.ts';

/** One statement of the caller's own, which nobody knows to be cheap. Throws sql_refused. */
export const runStatement = async (
  lane: SlowLane,
  { sql, params, timeoutMs, ...rest }: RawSql,
): Promise<RawSqlResult> => {
  vetRawSql(sql, rest.write);
  const job = { kind: 'raw', sql, params: rawParameters(params), ...rest } as const;
  const {
    json = '',
    count = 0,
    truncated = false,
    affected,
  } = await lane.run(job, 'Statement', { timeoutMs });
  return { json, count, truncated, ...(affected !== undefined && { affected }) };
};
