import { openPostgres, postgresErrorCode } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { testPostgres } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('stream', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = openPostgres((await testPostgres()).url, { poolMax: 1 });
  });
  afterAll(async () => {
    await postgres.close();
  });

  it('gives every row once, in order, in batches', async () => {
    let next = 1;
    const sizes = new Set<number>();
    const sql = 'SELECT n FROM generate_series(1, $1::int) n';
    for await (const rows of postgres.stream<{ n: number }>(sql, [25_300], { batchSize: 1000 })) {
      sizes.add(rows.length);
      for (const { n } of rows) expect(n).toBe(next++);
    }
    expect(next).toBe(25_301);
    expect([...sizes]).toEqual([1000, 300]);
  });

  it('gives no batch for no rows, and one for exactly one', async () => {
    const batches = async (count: number) => {
      let seen = 0;
      const sql = 'SELECT n FROM generate_series(1, $1::int) n';
      for await (const rows of postgres.stream(sql, [count], { batchSize: 10 }))
        seen += rows.length;
      return seen;
    };
    expect(await batches(0)).toBe(0);
    expect(await batches(10)).toBe(10);
  });

  it("gives the server's text when raw", async () => {
    for await (const rows of postgres.stream('SELECT 1::int8 AS a', [], { raw: true })) {
      expect(rows).toEqual([{ a: '1' }]);
    }
  });

  it('ends the query and frees the connection when left early', async () => {
    for await (const rows of postgres.stream('SELECT generate_series(1, 100000000)')) {
      expect(rows).toHaveLength(500);
      break;
    }
    // The pool has one connection.
    expect(await postgres.value('SELECT 1')).toBe(1);
  });

  it('passes on an error in the middle and frees the connection', async () => {
    const read = async () => {
      const sql = 'SELECT 1 / (3 - n) FROM generate_series(1, 5) n';
      for await (const rows of postgres.stream(sql, [], { batchSize: 1 })) {
        expect(rows).toHaveLength(1);
      }
    };
    await expect(read()).rejects.toSatisfy(
      (error: unknown) => postgresErrorCode(error) === 'division_by_zero',
    );
    expect(await postgres.value('SELECT 1')).toBe(1);
  });
});
