import { openSqlite } from '@aquifer/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { Answer, TestFaucet } from '../support/start-faucet.ts';

/** Somebody changes tables past Faucet while it serves them. */

let faucet: TestFaucet;
const countries = '/api/v1/demo/_table/countries';

beforeEach(async () => {
  faucet = await startFaucet();
  expect((await faucet.request(countries)).status).toBe(200);
});
afterEach(() => faucet.stop());

const change = (sql: string): void => {
  const database = openSqlite(faucet.databasePath);
  database.exec(sql);
  database.close();
};
const rows = (answer: Answer): unknown => answer.json<{ resource: unknown }>().resource;

it('reads a table without the column that was dropped', async () => {
  change('ALTER TABLE countries RENAME COLUMN name TO title');
  const read = await faucet.request(`${countries}?limit=1`);
  expect([read.status, rows(read)]).toEqual([200, [{ code: 'DE', title: 'Germany' }]]);
});

it('writes to a column that was added', async () => {
  change('ALTER TABLE countries ADD COLUMN capital TEXT');
  const written = await faucet.request(`${countries}/DE`, {
    method: 'PATCH',
    body: { capital: 'Berlin' },
  });
  expect([written.status, written.json()]).toEqual([
    200,
    { code: 'DE', name: 'Germany', capital: 'Berlin' },
  ]);
});

it('does not run a write again of which a part was done', async () => {
  change(`ALTER TABLE countries ADD COLUMN capital TEXT;
    CREATE TABLE updates (code TEXT);
    CREATE TRIGGER noted AFTER UPDATE ON countries BEGIN
      INSERT INTO updates VALUES (new.code);
      SELECT json('x') WHERE new.code = 'FR';
    END;`);
  const records = ['DE', 'FR'].map((code) => ({ code, name: 'changed' }));
  const written = await faucet.request(countries, { method: 'PUT', body: records });
  expect(written.json()).toMatchObject({ error: { code: 400, reason: 'sql_refused' } });
  const database = openSqlite(faucet.databasePath);
  expect(database.all('SELECT code FROM updates')).toEqual([{ code: 'DE' }]);
  database.close();
});

it('runs a write again of which nothing was done', async () => {
  change('ALTER TABLE countries RENAME COLUMN name TO title');
  const body = [{ code: 'DE' }, { code: 'FR' }].map((key) => ({ ...key, title: 'changed' }));
  const written = await faucet.request(countries, { method: 'PUT', body });
  expect([written.status, rows(written)]).toEqual([200, body]);
});

it('still refuses what is wrong', async () => {
  expect((await faucet.request(`${countries}?filter=nothing = 1`)).status).toBe(400);
  const written = await faucet.request(countries, { method: 'POST', body: { nothing: 1 } });
  expect(written.status).toBe(400);
});
