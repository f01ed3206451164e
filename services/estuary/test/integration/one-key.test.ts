import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { Answer, RunningEstuary, TestItem } from '../support/running-estuary.ts';

/** 100 requests under one Idempotency-Key, all at once (contract B4, B11). */
function itMakesOneItem(instances: () => readonly Record<string, string>[]): void {
  it('makes one item of 100 requests under one key, and tells all who insist of it', async () => {
    const servers = await Promise.all(instances().map((env) => estuaryOfTest(env)));
    const statuses = new Set<number>();
    const insist = async (server: RunningEstuary): Promise<Answer> => {
      for (;;) {
        const headers = { 'idempotency-key': 'one' };
        const item = { method: 'POST', headers, body: { name: 'a' } };
        const answer = await server.request('/api/v1/items', item);
        statuses.add(answer.status);
        if (answer.status !== 409) return answer;
        expect(answer.json).toMatchObject({ error: 'IDEMPOTENCY_IN_PROGRESS' });
        expect(answer.headers.get('retry-after')).toBe('1');
        await delay(20);
      }
    };
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => insist(servers[index % servers.length]!)),
    );
    expect([...statuses].filter((status) => status !== 409)).toEqual([201]);
    expect(new Set(answers.map(({ json }) => (json as TestItem).id)).size).toBe(1);
    const first = answers.filter(({ headers }) => headers.get('idempotency-replayed') === null);
    expect(first).toHaveLength(1);
    for (const server of servers) {
      expect((await server.request('/api/v1/items')).json).toMatchObject({ total: 1 });
    }
  });
}

describe('an Estuary over SQLite', () => {
  itMakesOneItem(() => [
    {
      DATABASE_TYPE: 'sqlite',
      DATABASE_URL: `file:${join(temporaryDirectory(), 'estuary.db')}`,
      RATE_LIMIT_ENABLED: 'false',
    },
  ]);
});

await describeWith('postgres', 'three Estuaries over PostgreSQL', (server) => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await server.createDatabase();
  });
  afterAll(() => database?.drop());

  itMakesOneItem(() =>
    Array.from({ length: 3 }, () => ({
      DATABASE_TYPE: 'postgres',
      DATABASE_URL: database?.url ?? '',
      RATE_LIMIT_ENABLED: 'false',
    })),
  );
});
