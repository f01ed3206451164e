import { describeWith } from '@aquifer/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  declaring,
  readDeclaration,
  replacing,
  settled,
} from '../../src/collections/declaration.ts';
import type { Document } from '../../src/model/document.ts';
import { postgresStores } from '../support/postgres-stores.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { Answer, RunningEstuary } from '../support/running-estuary.ts';
import { transaction } from '../support/writes.ts';

const TASKS = '/api/v1/collections/tasks';
const ITEMS = `${TASKS}/items`;
const titled = { required: ['title'] };

interface Listed {
  readonly items: readonly { readonly id: string; readonly data: { readonly title?: string } }[];
  readonly next_cursor?: string;
}

await describeWith('postgres', 'collections of two instances on PostgreSQL', (server) => {
  const stores = postgresStores(server);
  let one: RunningEstuary;
  let other: RunningEstuary;
  beforeEach(async () => {
    const env = {
      DATABASE_TYPE: 'postgres',
      DATABASE_URL: stores.url,
      RATE_LIMIT_ENABLED: 'false',
    };
    one = await estuaryOfTest(env);
    other = await estuaryOfTest(env);
  });
  const declare = (estuary: RunningEstuary, schema: object, query = '') =>
    estuary.request(TASKS + query, { method: 'PUT', body: schema });
  const create = (estuary: RunningEstuary, data: object): Promise<Answer> =>
    estuary.request(ITEMS, { method: 'POST', body: { data } });
  const remove = (estuary: RunningEstuary, path: string) =>
    estuary.request(path, { method: 'DELETE' });

  describe('are the same for both', () => {
    it('from the answer on, whichever of them was asked', async () => {
      expect((await other.request(ITEMS)).status).toBe(404);
      expect((await declare(one, {})).status).toBe(201);
      expect((await create(other, {})).status).toBe(201);
      for (let round = 0; round < 5; round += 1) {
        const [from, to] = round % 2 === 0 ? [one, other] : [other, one];
        expect((await declare(from, titled, '?force=true')).status).toBe(200);
        expect((await create(to, {})).status).toBe(422);
        expect((await declare(from, {})).status).toBe(200);
        expect((await create(to, {})).status).toBe(201);
      }
    });

    it('also before one has heard of what the other changed', async () => {
      await declare(one, titled);
      expect((await create(one, { title: 'a' })).status).toBe(201);
      // As another instance does whose call is still on its way.
      await stores.admin.exec(
        `UPDATE estuary.documents SET version = version + 1, json = replace(json, 'title', 'label')
          WHERE collection = '$collections'`,
      );
      expect((await create(one, { label: 'a' })).status).toBe(201);
      await stores.admin.exec(
        `UPDATE estuary.documents SET version = version + 1, json = replace(json, 'label', 'title')
          WHERE collection = '$collections'`,
      );
      expect((await create(one, { label: 'a' })).status).toBe(422);
    });

    it('in the description of the API and when one is gone', async () => {
      await declare(one, titled);
      const paths = async () =>
        Object.keys(((await other.request('/openapi.json')).json as { paths: object }).paths);
      await expect.poll(paths).toContain(ITEMS);
      expect((await other.request(ITEMS)).status).toBe(200);
      expect((await remove(one, TASKS)).status).toBe(204);
      expect((await create(other, { title: 'a' })).status).toBe(404);
      await expect.poll(paths).not.toContain(ITEMS);
    });
  });

  it('are changed while both write, and nothing is left that does not fit', async () => {
    await declare(one, {});
    const end = new AbortController();
    const statuses = new Set<number>();
    const writers = [one, other, one, other].map(async (estuary) => {
      for (let n = 0; !end.signal.aborted; n += 1) {
        const { status, json } = await create(estuary, n % 4 === 0 ? {} : { title: 'a' });
        statuses.add(status);
        // So that there are times when all that is there fits.
        if (status === 201 && n % 4 === 0) {
          await remove(estuary, `${ITEMS}/${(json as { id: string }).id}`);
        }
      }
    });
    const changes: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await declare(one, {});
      do changes.push((await declare(other, titled)).status);
      while (changes.at(-1) !== 200);
      const items = await all(one);
      expect(items.filter(({ data }) => data.title === undefined)).toEqual([]);
    }
    await expect.poll(() => [...statuses].toSorted()).toEqual([201, 422]);
    end.abort();
    await Promise.all(writers);
    // Whether something that did not fit was there at a look is left to chance.
    expect(changes.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect((await all(one)).length).toBeGreaterThan(10);
  });

  it('go with all items as one change, while both write', async () => {
    await declare(one, {});
    const end = new AbortController();
    const statuses = new Set<number>();
    const writers = [one, other, one, other].map(async (estuary, n) => {
      while (!end.signal.aborted) {
        const { status, json } = await create(estuary, {});
        statuses.add(status);
        if (status === 201 && n > 1) {
          await remove(estuary, `${ITEMS}/${(json as { id: string }).id}`);
        }
      }
    });
    await expect.poll(async () => (await all(one)).length).toBeGreaterThan(20);
    expect((await remove(other, `${TASKS}?force=true`)).status).toBe(204);
    await expect.poll(() => [...statuses].toSorted()).toEqual([201, 404]);
    end.abort();
    await Promise.all(writers);
    const left = `SELECT id FROM estuary.documents WHERE collection = 'tasks'`;
    expect((await stores.admin.query(left)).rows).toEqual([]);
    expect((await declare(one, {})).status).toBe(201);
    expect(await all(one)).toEqual([]);
  });

  it('are not written to, deletions included, while one is about to go', async () => {
    await declare(one, {});
    const { id } = (await create(one, {})).json as { id: string };
    const store = await stores.open();
    const document = (await store.get('$collections', 'tasks')) as Document;
    const next = { schema: false, until: Date.now() + 3_600_000 } as const;
    const going = replacing(readDeclaration(document), {
      ...settled(readDeclaration(document)),
      next,
    });
    expect(await store.write(transaction(going))).toMatchObject({ kind: 'done' });
    const asked = [
      remove(one, `${ITEMS}/${id}`),
      other.request(`${ITEMS}/${id}`, { method: 'PUT', body: {} }),
      create(other, {}),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([503, 503, 503]);
    expect((await all(one)).map((item) => item.id)).toEqual([id]);
  });

  it('are declared by one of many, and merged into by all', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => declare(n % 2 === 0 ? one : other, {})),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array<number>(9).fill(200),
      201,
    ]);
    const { id } = (await create(one, {})).json as { id: string };
    const members = Array.from({ length: 10 }, (_, n) => [`m${n}`, n] as const);
    await Promise.all(
      members.map(([name, value], n) =>
        (n % 2 === 0 ? one : other).request(`${ITEMS}/${id}`, {
          method: 'PATCH',
          body: { data: { [name]: value } },
        }),
      ),
    );
    const { json } = await one.request(`${ITEMS}/${id}?include=version`);
    expect(json).toMatchObject({ data: Object.fromEntries(members), version: 11 });
  });

  it('go on as they were when the one who changed a schema is gone', async () => {
    const store = await stores.open();
    const next = { schema: titled, until: Date.now() + 1_500 };
    const declared = { name: 'tasks', schema: {}, edition: 1, changedAt: Date.now(), next };
    await store.write(transaction(declaring(declared)));
    const start = Date.now();
    expect((await create(one, { title: 'fits both' })).status).toBe(201);
    expect(Date.now() - start).toBeLessThan(1_000);
    expect((await create(one, {})).status).toBe(201);
    expect(Date.now()).toBeGreaterThanOrEqual(next.until);
    expect((await create(other, {})).status).toBe(201);
  });
});

async function all(estuary: RunningEstuary): Promise<Listed['items'][number][]> {
  const found: Listed['items'][number][] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const url: string = `${ITEMS}?limit=100&cursor=${cursor}`;
    const page = (await estuary.request(url)).json as Listed;
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}
