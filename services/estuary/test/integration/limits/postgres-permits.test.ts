import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { describeWith, startCuttingProxy } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresPermits } from '../../../src/limits/postgres/open-postgres-permits.ts';
import type { PostgresPermits } from '../../../src/limits/postgres/open-postgres-permits.ts';
import type { RateLimit } from '../../../src/limits/rate-limiter.ts';
import { permitSourceContract } from '../../limits/contract/permit-source.contract.ts';

await describeWith('postgres', 'permits in PostgreSQL', (postgres) => {
  let database: TestDatabase | undefined;
  let admin: Postgres | undefined;
  let opened: PostgresPermits[] = [];
  const url = (): string => database?.url ?? '';
  const start = async (): Promise<void> => {
    database = await postgres.createDatabase();
    admin = openPostgres(url(), { poolMax: 1 });
  };
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map((permits) => permits.close()));
    await admin?.close();
    opened = [];
    await database?.drop();
  };
  const open = async (limit: RateLimit): Promise<PostgresPermits> => {
    const onSweepError = (error: unknown): never => {
      throw error;
    };
    const permits = await openPostgresPermits({ ...limit, url: url(), onSweepError });
    opened.push(permits);
    return permits;
  };

  permitSourceContract({
    name: 'PostgreSQL',
    start,
    stop,
    open: (limit, instances) => Promise.all(Array.from({ length: instances }, () => open(limit))),
  });

  describe('permits of a schema', () => {
    beforeAll(start);
    afterAll(stop);

    it('are not kept for longer than their window, and those that run are', async () => {
      const limit = { maxRequests: 1, windowSeconds: 60 };
      const permits = await open(limit);
      await permits.lease('first', 1);
      // More than are removed at once: the next lease goes on.
      await admin?.query(`INSERT INTO estuary_limits.windows
        SELECT convert_to(n::text, 'UTF8'), now() - interval '1 second', 1, 1
        FROM generate_series(1, 10_500) AS n`);
      const another = await open(limit);
      const count = async (): Promise<bigint | undefined> => {
        await another.lease('second', 1);
        return admin?.value<bigint>('SELECT count(*) FROM estuary_limits.windows');
      };
      await expect.poll(count).toBe(2n);
      await expect(permits.lease('first', 1)).resolves.toMatchObject({ permits: 0 });
    });

    it('are not waited for when the server falls silent', async () => {
      const address = new URL(url());
      const proxy = await startCuttingProxy(Number(address.port));
      address.host = new URL(proxy.url).host;
      const options = { maxRequests: 9, windowSeconds: 60, onSweepError: () => undefined };
      const permits = await openPostgresPermits({ ...options, url: address.href });
      await permits.lease('silent', 1);
      proxy.hold();
      const start = performance.now();
      await expect(permits.lease('silent', 1)).rejects.toThrow('in time');
      expect(performance.now() - start).toBeLessThan(4_000);
      await proxy.kill();
      await permits.close();
    });

    it('are refused to a user who may not make it, with what to do', async () => {
      await admin?.exec(`CREATE ROLE guest LOGIN PASSWORD 'guest';
        DROP SCHEMA estuary_limits CASCADE`);
      const guest = new URL(url());
      guest.username = 'guest';
      guest.password = 'guest';
      const opening = openPostgresPermits({
        maxRequests: 1,
        windowSeconds: 60,
        url: guest.href,
        onSweepError: () => undefined,
      });
      await expect(opening).rejects.toMatchObject({
        code: 'store_unreadable',
        message: expect.stringContaining('"estuary_limits"; create it with that user') as string,
      });
      await admin?.exec('DROP ROLE guest');
    });
  });
});
