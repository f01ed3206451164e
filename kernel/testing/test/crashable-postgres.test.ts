import pg from 'pg';
import { expect, it } from 'vitest';
import { crashablePostgres } from '../src/crashable-postgres.ts';

it('keeps what was committed when it is killed and started again', async () => {
  const server = await crashablePostgres();
  const query = async (sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  try {
    await query('CREATE TABLE t (n int); INSERT INTO t VALUES (1)');
    await server.crash();
    await expect(query('SELECT n FROM t')).rejects.toThrow();
    await server.restart();
    expect(await query('SELECT n FROM t')).toEqual([{ n: 1 }]);
  } finally {
    await server.stop();
  }
});
