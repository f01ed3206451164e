import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '@aquifer/service';
import { crashablePostgres } from '@aquifer/testing';
import type { CrashablePostgres } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/document.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { queryOf } from '../store/contract/query-of.ts';
import { changesAfter } from '../store/contract/state.ts';
import { storeOptions } from '../support/postgres-stores.ts';
import { create, keyed } from '../support/writes.ts';

const CRASHES = 3;
const WRITERS = 8;
const MINUTE = 60_000;

describe('a PostgreSQL that is killed under instances at work', () => {
  let postgres: CrashablePostgres;
  const instances: PostgresStore[] = [];
  beforeAll(async () => {
    postgres = await crashablePostgres();
    for (let count = 0; count < 2; count += 1) {
      const options = { ...storeOptions(postgres.url), statementTimeoutMs: 5_000 };
      instances.push(await openPostgresStore(options));
    }
  }, 2 * MINUTE);
  afterAll(async () => {
    await Promise.all(instances.map((store) => store.close()));
    await postgres.stop();
  });

  it(
    'loses no acknowledged write, and shows a follower every change once; all go on by themselves',
    async () => {
      const [one, two] = instances as [PostgresStore, PostgresStore];
      const acknowledged = new Set<string>();
      const codes = new Set<string>();
      let isWriting = true;
      const insist = async <Value>(work: () => Promise<Value>): Promise<Value> => {
        for (;;) {
          try {
            return await work();
          } catch (error) {
            if (!isFault(error)) throw error;
            codes.add(error.code);
            await delay(20);
          }
        }
      };
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        const store = writer % 2 === 0 ? one : two;
        for (let round = 0; isWriting; round += 1) {
          const id = `${writer}-${round}`;
          const request = keyed([create('items', id)], { scope: id });
          await insist(async () => store.write(request));
          acknowledged.add(id);
        }
      });
      const seen: Change[] = [];
      // Writers are answered after they were asked to end: the last page begins after the last answer.
      let isWritten = false;
      const follow = (async () => {
        for (let at = 0; ;) {
          const isLast = isWritten;
          const page = await insist(async () => two.changes.read(at, 50, {}));
          seen.push(...(page?.changes ?? []));
          if (page === undefined || page.upTo === at) {
            if (isLast) return;
            await delay(20);
          } else at = page.upTo;
        }
      })();
      for (let crash = 0; crash < CRASHES; crash += 1) {
        const before = acknowledged.size;
        while (acknowledged.size < before + 50) await delay(10);
        await postgres.crash();
        await expect(one.get('items', '0-0')).rejects.toMatchObject({ code: 'store_unavailable' });
        await expect(one.check()).rejects.toMatchObject({ code: 'store_unavailable' });
        await postgres.restart();
      }
      isWriting = false;
      await Promise.all(writers);
      isWritten = true;
      await follow;
      const changes = await changesAfter(one, 0);
      expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
      expect(new Set(changes.map(({ id }) => id))).toEqual(acknowledged);
      expect(changes).toHaveLength(acknowledged.size);
      expect((await one.list(queryOf('items', { limit: 1 }))).total).toBe(acknowledged.size);
      expect(seen.map(({ seq }) => seq)).toEqual(changes.map(({ seq }) => seq));
      for (const code of codes) expect(['store_unavailable', 'outcome_unknown']).toContain(code);
    },
    5 * MINUTE,
  );
});
