import { openPostgres } from '@aquifer/postgres';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { serveFaucet } from '../support/spawn-faucet.ts';

await describeWith('postgres', 'readiness over a shared configuration store', (postgres) => {
  it('fails, and says why, once the store is gone', async () => {
    const database = await postgres.createDatabase();
    const faucet = await serveFaucet(temporaryDirectory(), { FAUCET_CONFIG_DB: database.url });
    try {
      const ready = async (): Promise<[status: number, body: unknown]> => {
        const answer = await fetch(`${faucet.url}/readyz`);
        return [answer.status, await answer.json()];
      };
      expect(await ready()).toEqual([200, { checks: {}, status: 'ok' }]);

      await loseDatabase(database.url);

      await expect.poll(ready, { timeout: 15_000 }).toEqual([
        503,
        {
          checks: { 'config store': 'error: The configuration store cannot be reached' },
          status: 'degraded',
        },
      ]);
      expect((await fetch(`${faucet.url}/healthz`)).status).toBe(200);
    } finally {
      await faucet.kill('SIGTERM');
      await database.drop();
    }
  });
});

/** Refuses new connections and ends those there are, as a database does that is taken away. */
async function loseDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const elsewhere = new URL(url);
  elsewhere.pathname = '/postgres';
  const admin = openPostgres(elsewhere.href);
  await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ]);
  await admin.close();
}
