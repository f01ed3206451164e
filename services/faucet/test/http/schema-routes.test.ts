import { openSqlite } from '@aquifer/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';
import type { Answer, TestFaucet } from '../support/start-faucet.ts';

/** Tables described, made, changed and locked over HTTP (contract §9, §10). */

let faucet: TestFaucet;
const schema = '/api/v1/demo/_schema';
const contract = '/api/v1/system/contract/demo';

beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

const post = (path: string, body?: unknown): Promise<Answer> =>
  faucet.request(path, { method: 'POST', body });
const put = (path: string, body: unknown): Promise<Answer> =>
  faucet.request(path, { method: 'PUT', body });
const remove = (path: string): Promise<Answer> => faucet.request(path, { method: 'DELETE' });

const widgets = {
  name: 'widgets',
  columns: [
    { name: 'id', db_type: 'INTEGER', is_auto_increment: true },
    { name: 'label', db_type: 'varchar(40)', default: "'new'" },
    { name: 'weight', go_type: 'float64', nullable: true },
    { name: 'country', db_type: 'TEXT', nullable: true },
  ],
  foreign_keys: [
    {
      column_name: 'country',
      referenced_table: 'countries',
      referenced_column: 'code',
      on_delete: 'set null',
    },
  ],
};

describe('describing', () => {
  it('shows all kinds of objects, and one table', async () => {
    const all = (await faucet.request(schema)).json<Record<string, unknown[]>>();
    expect(Object.keys(all)).toEqual(['tables', 'views', 'procedures', 'functions']);
    const orders = (await faucet.request(`${schema}/orders`)).json();
    expect(orders).toMatchObject({
      name: 'orders',
      primary_key: ['id'],
      foreign_keys: [
        { column_name: 'customer_id', referenced_table: 'customers', on_delete: 'CASCADE' },
      ],
    });
    expect((await faucet.request(`${schema}/nope`)).status).toBe(404);
  });
});

describe('creating, changing and dropping', () => {
  it('creates a table that can be used at once', async () => {
    const made = await post(schema, widgets);
    expect([made.status, made.json()]).toMatchObject([
      201,
      { name: 'widgets', primary_key: ['id'] },
    ]);
    const row = await post('/api/v1/demo/_table/widgets', { country: 'DE' });
    expect(row.json<{ resource: object[] }>().resource[0]).toMatchObject({ id: 1, label: 'new' });
    expect((await post(schema, widgets)).status).toBe(409);
  });

  it('applies changes with either spelling of the new name', async () => {
    const renamed = await put(`${schema}/widgets`, {
      changes: [
        { type: 'rename_column', column: 'weight', NewName: 'mass' },
        { type: 'add_column', column: 'note', definition: { db_type: 'TEXT', nullable: true } },
      ],
    });
    expect(renamed.status).toBe(200);
    const names = renamed.json<{ columns: { name: string }[] }>().columns.map(({ name }) => name);
    expect(names).toEqual(['id', 'label', 'mass', 'country', 'note']);
    const again = await put(`${schema}/widgets`, {
      changes: [{ type: 'rename_column', column: 'mass', new_name: 'weight' }],
    });
    expect(again.status).toBe(200);
  });

  it.each([
    ['no changes', { changes: [] }],
    ['an unknown type', { changes: [{ type: 'explode', column: 'label' }] }],
    ['an unknown column', { changes: [{ type: 'drop_column', column: 'nope' }] }],
    ['no new name', { changes: [{ type: 'rename_column', column: 'label' }] }],
    ['no definition', { changes: [{ type: 'add_column', column: 'x' }] }],
  ])('refuses %s', async (_what, body) => {
    expect((await put(`${schema}/widgets`, body)).status).toBe(400);
  });

  it.each([
    { ...widgets, name: 'x"; DROP TABLE countries; --' },
    { name: 'evil', columns: [{ name: 'a', db_type: 'TEXT); DROP TABLE countries; --' }] },
    {
      name: 'evil',
      columns: [{ name: 'a', db_type: 'TEXT', default: '(SELECT name FROM countries)' }],
    },
    { name: 'evil', columns: [{ name: 'a b', db_type: 'TEXT' }] },
  ])('lets no SQL in by a definition', async (definition) => {
    expect((await post(schema, definition)).status).toBe(400);
    expect((await faucet.request('/api/v1/demo/_table/countries')).status).toBe(200);
  });

  it('drops a table, and says 404 for one that is not there', async () => {
    expect((await remove(`${schema}/widgets`)).json()).toEqual({
      message: "Table 'widgets' dropped successfully",
      success: true,
    });
    expect((await remove(`${schema}/widgets`)).status).toBe(404);
  });
});

describe('contracts', () => {
  it('40: blocks breaking changes in auto mode and all changes in strict mode', async () => {
    await post(schema, widgets);
    await put(`${contract}/mode`, { mode: 'auto' });
    const drop = { changes: [{ type: 'drop_column', column: 'label' }] };
    const add = {
      changes: [
        { type: 'add_column', column: 'n1', definition: { db_type: 'TEXT', nullable: true } },
      ],
    };
    const blocked = await put(`${schema}/widgets`, drop);
    expect([blocked.status, blocked.text]).toMatchObject([
      409,
      expect.stringContaining('Breaking schema change blocked'),
    ]);
    expect((await remove(`${schema}/widgets`)).status).toBe(409);
    expect((await put(`${schema}/widgets`, add)).status).toBe(200);
    await put(`${contract}/mode`, { mode: 'strict' });
    expect((await put(`${schema}/widgets`, add)).status).toBe(409);
    expect((await put(`${contract}/mode`, { mode: 'loose' })).status).toBe(400);
  });

  it('are made by the mode and not by the reader who looks first', async () => {
    await put(`${contract}/mode`, { mode: 'auto' });
    await remove(contract);
    const reader = await faucet.keyFor({
      service_name: 'demo',
      component: '_schema/*',
      verb_mask: 1,
    });
    expect((await faucet.request(schema, { as: reader })).status).toBe(200);
    const audit = await faucet.request('/api/v1/system/audit?action=contract.locked&limit=1');
    expect(audit.json()).toMatchObject({
      resource: [{ actor: 'faucet', request_id: expect.any(String) }],
    });
    const locked = await faucet.request(contract);
    expect(locked.json<{ contracts: unknown[] }>().contracts.length).toBeGreaterThan(0);
  });

  it('41: reports drift, in the diff and in a header, until it is promoted', async () => {
    await put(`${contract}/mode`, { mode: 'none' });
    // Past Faucet, which has just described the table.
    const database = openSqlite(faucet.databasePath);
    database.exec('ALTER TABLE widgets DROP COLUMN label');
    database.close();
    const shown = await faucet.request(`${schema}/widgets`);
    expect(shown.text).not.toContain('"label"');
    expect(shown.headers.get('x-schema-drift')).toBe('breaking');
    const diff = (await faucet.request(`${contract}/diff`)).json();
    expect(diff).toMatchObject({ service_name: 'demo', drifted_tables: 1, breaking_count: 1 });
    const checked = (await faucet.request(`${contract}/widgets?check=true`)).json();
    expect(checked).toMatchObject({
      drift: { items: [{ category: 'column_removed', column_name: 'label' }] },
    });
    expect((await post(`${contract}/widgets/promote`)).status).toBe(200);
    const after = await faucet.request(`${schema}/widgets`);
    expect(after.headers.get('x-schema-drift')).toBe('none');
  });

  it('reports a dropped table as drift, and unlocks', async () => {
    await remove(`${schema}/widgets`);
    const checked = await faucet.request(`${contract}/widgets?check=1`);
    expect(checked.json()).toMatchObject({ drift: { items: [{ category: 'table_removed' }] } });
    expect((await remove(`${contract}/widgets`)).status).toBe(200);
    expect((await remove(`${contract}/widgets`)).status).toBe(404);
    expect((await faucet.request('/api/v1/system/contract/nowhere')).status).toBe(404);
    expect((await remove(contract)).json()).toMatchObject({ success: true });
  });
});
