import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';

it('lets a collection go on whose deletion could not be stored', async () => {
  const path = join(temporaryDirectory(), 'estuary.db');
  const { request } = await estuaryOfTest({
    DATABASE_TYPE: 'sqlite',
    DATABASE_URL: `file:${path}`,
    RATE_LIMIT_ENABLED: 'false',
  });
  const tasks = '/api/v1/collections/tasks';
  const add = async (): Promise<number> =>
    (await request(`${tasks}/items`, { method: 'POST', body: { data: {} } })).status;
  expect((await request(tasks, { method: 'PUT', body: {} })).status).toBe(201);
  expect(await add()).toBe(201);
  const tool = openSqlite(path, { journal: 'keep' });
  tool.exec(`CREATE TRIGGER kept BEFORE DELETE ON documents
    BEGIN SELECT RAISE(ABORT, 'the disk is bad'); END`);
  tool.close();

  expect((await request(`${tasks}?force=true`, { method: 'DELETE' })).status).toBe(500);
  expect(await add()).toBe(201);
});
