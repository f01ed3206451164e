import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary, TestItem } from '../support/running-estuary.ts';
import { walkItems } from '../support/walk-items.ts';

const LASTING = 10_000;
const LEAVING = 1_500;
const BATCH = 100;
const SORTS = ['', 'sort=created_at', 'sort=-created_at', 'sort=name'];
const MINUTE = 60_000;

/** A walk through a list of 10 000 items while clients write to it (contract B11). */
function itShowsEveryItemOnce(environment: () => Record<string, string>): void {
  it(
    'shows every item once that was there throughout, in every order, and none that was gone before',
    async () => {
      const estuary = await estuaryOfTest({ ...environment(), RATE_LIMIT_ENABLED: 'false' });
      const lasting: string[] = [];
      const leaving: string[] = [];
      // Those that leave are everywhere among those that last, by time as by name.
      const share = Math.ceil((LASTING + LEAVING) / LEAVING);
      for (let made = 0; made < LASTING + LEAVING; made += BATCH) {
        const ids = await createMany(estuary, made);
        for (const [index, id] of ids.entries()) {
          const isLeaving = (made + index) % share === 0 && leaving.length < LEAVING;
          (isLeaving ? leaving : lasting).push(id);
        }
      }
      expect(lasting.length).toBeGreaterThanOrEqual(LASTING);

      const gone = new Set<string>();
      const leave = async (): Promise<void> => {
        const id = leaving.splice(Math.floor(Math.random() * leaving.length), 1)[0];
        if (id === undefined) return;
        const { status } = await estuary.request(`/api/v1/items/${id}`, { method: 'DELETE' });
        expect(status).toBe(204);
        gone.add(id);
      };
      for (let count = 0; count < 100; count += 1) await leave();

      let isWalking = true;
      let written = 0;
      const write = async (): Promise<void> => {
        while (isWalking) {
          await estuary.create({ name: anyName() });
          await leave();
          // Neither its name nor its time of creation changes, so its place does not.
          const id = lasting[Math.floor(Math.random() * lasting.length)];
          await estuary.request(`/api/v1/items/${id}`, {
            method: 'PUT',
            body: { description: 'x' },
          });
          written += 1;
        }
      };
      const walk = async (sort: string): Promise<void> => {
        const goneBefore = new Set(gone);
        const seen: string[] = [];
        for await (const items of walkItems<TestItem>(estuary.url, `limit=${BATCH}&${sort}`)) {
          seen.push(...items.map(({ id }) => id));
          const before = written;
          while (written === before) await delay(1);
        }
        const different = new Set(seen);
        expect([sort, seen.length - different.size]).toEqual([sort, 0]);
        expect([sort, lasting.filter((id) => !different.has(id))]).toEqual([sort, []]);
        expect([sort, seen.filter((id) => goneBefore.has(id))]).toEqual([sort, []]);
      };
      const walking = Promise.all(SORTS.map(walk)).finally(() => {
        isWalking = false;
      });
      await Promise.all([walking, write(), write(), write()]);
    },
    5 * MINUTE,
  );
}

const anyName = (): string => `n ${Math.random().toString(36).slice(2, 6)}`;

async function createMany({ request }: RunningEstuary, made: number): Promise<readonly string[]> {
  const operations = Array.from({ length: BATCH }, (_, index) => ({
    op: 'create',
    // Some have names in common, so that places among equal names are walked too.
    item: { name: index % 5 === 0 ? `same ${made % 1_000}` : anyName() },
  }));
  const { json, text } = await request('/api/v1/items/batch', {
    method: 'POST',
    body: { operations },
  });
  const { results } = json as { readonly results?: readonly { readonly item: TestItem }[] };
  if (results === undefined) throw new Error(text);
  return results.map(({ item }) => item.id);
}

describe('a walk through 10 000 items in memory', () => {
  itShowsEveryItemOnce(() => ({ DATABASE_TYPE: 'memory' }));
});

describe('a walk through 10 000 items in SQLite', () => {
  itShowsEveryItemOnce(() => ({
    DATABASE_TYPE: 'sqlite',
    DATABASE_URL: `file:${join(temporaryDirectory(), 'estuary.db')}`,
  }));
});

await describeWith('postgres', 'a walk through 10 000 items in PostgreSQL', (server) => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await server.createDatabase();
  });
  afterAll(() => database?.drop());

  itShowsEveryItemOnce(() => ({
    DATABASE_TYPE: 'postgres',
    DATABASE_URL: database?.url ?? '',
  }));
});
