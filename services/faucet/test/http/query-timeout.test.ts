import { openSqlite } from '@aquifer/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { TestFaucet } from '../support/start-faucet.ts';

/** Statements that would never end are ended at the query timeout, those that write too. */

let faucet: TestFaucet;
const bulk = '/api/v1/demo/_table/bulk';

beforeEach(async () => {
  faucet = await startFaucet({ FAUCET_QUERY_TIMEOUT: '2s' });
  const database = openSqlite(faucet.databasePath);
  database.exec(`CREATE TABLE bulk (id INTEGER PRIMARY KEY, label TEXT);
    CREATE TRIGGER endless AFTER INSERT ON bulk BEGIN
      SELECT (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r);
    END`);
  database.close();
});
afterEach(() => faucet.stop());

it.each(['', '?rollback=true'])(
  'undoes a write that reaches it, asked for with "%s"',
  async (mode) => {
    const resource = Array.from({ length: 300 }, (_, index) => ({ label: `Nr ${index}` }));
    const written = await faucet.request(`${bulk}${mode}`, { method: 'POST', body: { resource } });
    expect(written.status).toBe(504);
    expect(written.text).toContain('Insert failed: stopped after 2 seconds');
    const read = await faucet.request(bulk);
    expect(read.json()).toMatchObject({ resource: [] });
  },
);
