import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresPermits } from '../../../src/limits/postgres/open-postgres-permits.ts';
import { permitSourceContract } from '../../limits/contract/permit-source.contract.ts';

await describeWith('postgres', 'permits in PostgreSQL', (postgres) => {
  let database: TestDatabase | undefined;
  let pools: Postgres[] = [];
  const openPool = (): Postgres => {
    const pool = openPostgres(database?.url ?? '', { poolMax: 4 });
    pools.push(pool);
    return pool;
  };
  const start = async (): Promise<void> => {
    database = await postgres.createDatabase();
  };
  const stop = async (): Promise<void> => {
    await Promise.all(pools.map((pool) => pool.close()));
    pools = [];
    await database?.drop();
  };
  const onSweepError = (error: unknown): never => {
    throw error;
  };

  permitSourceContract({
    name: 'PostgreSQL',
    start,
    stop,
    open: (limit, instances) =>
      Promise.all(
        Array.from({ length: instances }, () =>
          openPostgresPermits(openPool(), { ...limit, onSweepError }),
        ),
      ),
  });

  describe('windows that are over', () => {
    beforeAll(start);
    afterAll(stop);

    it('are removed by and by, and those that run are kept', async () => {
      const pool = openPool();
      const limit = { maxRequests: 1, windowSeconds: 60, onSweepError };
      const permits = await openPostgresPermits(pool, limit);
      await permits.lease('first', 1);
      await pool.query(`INSERT INTO estuary_limits.windows
        SELECT convert_to(n::text, 'UTF8'), now() - interval '1 second', 1, 1
        FROM generate_series(1, 500) AS n`);
      const another = await openPostgresPermits(pool, limit);
      await another.lease('second', 1);
      const count = (): Promise<bigint | undefined> =>
        pool.value<bigint>('SELECT count(*) FROM estuary_limits.windows');
      await expect.poll(count).toBe(2n);
      await expect(permits.lease('first', 1)).resolves.toMatchObject({ permits: 0 });
    });
  });
});
