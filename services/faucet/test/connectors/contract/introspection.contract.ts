import { expect, it } from 'vitest';
import type { Column, DatabaseSchema, TableSchema } from '../../../src/model/schema.ts';
import { columnOf } from './builders.ts';
import { fixtureTables, hostileColumns, hostileTable } from './fixture.ts';
import { type ContractState, itUnlessLacking } from './state.ts';

/** What a database tells about itself. */
export const introspectionContract = (state: ContractState): void => {
  const hostile = state.fixture.hostile ?? { table: hostileTable, columns: hostileColumns };
  const table = (name: string): TableSchema => state.table(name);
  const column = (of: string, name: string): Column => columnOf(table(of), name);

  it('lists tables and views apart and in order, and nothing else', async () => {
    const schema: DatabaseSchema = await state.connector.introspect();
    const names = schema.tables.map(({ name }) => name);
    expect(names).toEqual([...fixtureTables, hostile.table].toSorted(byCodePoint));
    expect(schema.views.map(({ name, type }) => [name, type])).toEqual([['active_people', 'view']]);
    expect(schema.procedures).toBeInstanceOf(Array);
  });

  it('lists columns in their order, counted from 1', () => {
    expect(table('people').columns.map(({ name, position }) => [name, position])).toEqual([
      ['id', 1],
      ['name', 2],
      ['email', 3],
      ['age', 4],
      ['city', 5],
      ['balance', 6],
      ['is_active', 7],
      ['born', 8],
      ['created_at', 9],
    ]);
  });

  it('tells an auto-increment key', () => {
    const id = column('people', 'id');
    expect(id).toMatchObject({ is_primary_key: true, is_auto_increment: true, nullable: false });
    expect(id.json_type).toBe('integer');
    expect(column('counters', 'code').is_auto_increment).toBe(false);
  });

  it('tells which columns may be null and which have a default', () => {
    expect(column('people', 'name').nullable).toBe(false);
    expect(column('people', 'city').nullable).toBe(true);
    expect(column('people', 'name').default).toBeUndefined();
    expect(column('orders', 'status').default).toContain('new');
  });

  it('tells unique columns, and not those that are unique only together', () => {
    expect(column('people', 'email').is_unique).toBe(true);
    expect(column('people', 'name').is_unique).toBe(false);
    expect(column('order_lines', 'order_id').is_unique).toBe(false);
  });

  it('tells the length of text where it has one', () => {
    expect(column('orders', 'status').max_length).toBe(20);
    expect(column('people', 'age').max_length).toBeUndefined();
  });

  it('maps types to the words of JSON', () => {
    const types = table('specimens').columns.map(({ name, json_type }) => [name, json_type]);
    expect(Object.fromEntries(types)).toMatchObject({
      big: 'integer',
      real: 'number',
      bytes: 'string(byte)',
      doc: 'object',
      words: 'string',
    });
    expect(column('specimens', 'flag').json_type).toBe('boolean');
    expect(column('specimens', 'at').json_type).toBe('string(date-time)');
  });

  it('lists composite keys in key order', () => {
    expect(table('order_lines').primary_key).toEqual(['order_id', 'line_no']);
    expect(table('people').primary_key).toEqual(['id']);
    expect(table('active_people').primary_key).toEqual([]);
  });

  it('lists foreign keys with what they refer to and do', () => {
    const [key, ...more] = table('order_lines').foreign_keys;
    expect(more).toEqual([]);
    expect(key).toMatchObject({
      column_name: 'order_id',
      referenced_table: 'orders',
      referenced_column: 'id',
      on_delete: 'CASCADE',
    });
    expect(key?.name).not.toBe('');
  });

  it('lists indexes with their columns in order', () => {
    expect(table('people').indexes).toContainEqual({
      name: 'people_city_age',
      columns: ['city', 'age'],
      is_unique: false,
    });
    expect(table('people').indexes).toContainEqual(
      expect.objectContaining({ columns: ['email'], is_unique: true }),
    );
  });

  itUnlessLacking(state, 'generated columns', 'tells columns the database computes', () => {
    expect(column('order_lines', 'twice').is_generated).toBe(true);
    expect(column('order_lines', 'quantity').is_generated ?? false).toBe(false);
  });

  itUnlessLacking(state, 'comments', 'tells comments on tables and columns', () => {
    expect(table('people').comment).toBe('Those we know');
    expect(column('people', 'age').comment).toBe('In years');
  });

  it('tells names as they are, whatever characters they have', async () => {
    const found = await state.connector.introspectTable(hostile.table);
    expect(found?.columns.map(({ name }) => name)).toEqual(hostile.columns);
    expect(found?.primary_key).toEqual([hostile.columns[0]]);
  });

  it('finds one table or view by its exact name alone', async () => {
    expect(await state.connector.introspectTable('people')).toEqual(table('people'));
    expect((await state.connector.introspectTable('active_people'))?.type).toBe('view');
    expect(await state.connector.introspectTable('PEOPLE')).toBeUndefined();
    expect(await state.connector.introspectTable('peopl%')).toBeUndefined();
    expect(await state.connector.introspectTable('')).toBeUndefined();
  });
};

const byCodePoint = (left: string, right: string): number => (left < right ? -1 : 1);
