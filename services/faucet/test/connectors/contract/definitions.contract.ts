import { afterEach, expect, it } from 'vitest';
import type { ColumnDefinition, TableDefinition } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import { columnOf, faultOf, insertOf, readRows, selectOf } from './builders.ts';
import { type ContractState, itUnlessLacking } from './state.ts';

/** Making, changing and dropping tables. */
export const definitionsContract = (state: ContractState): void => {
  const column = (name: string, parts: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
    name,
    type: { kind: 'portable', name: 'string', maxLength: 40 },
    nullable: true,
    primaryKey: false,
    autoIncrement: false,
    ...parts,
  });
  const id = column('id', {
    type: { kind: 'portable', name: 'int64' },
    nullable: false,
    primaryKey: true,
    autoIncrement: true,
  });
  const definition = (parts: Partial<TableDefinition> = {}): TableDefinition => ({
    name: 'gadgets',
    columns: [id, column('label', { nullable: false })],
    primaryKey: ['id'],
    foreignKeys: [],
    ...parts,
  });
  const create = async (parts: Partial<TableDefinition> = {}): Promise<TableSchema> => {
    await state.connector.createTable(definition(parts));
    return introspected(parts.name);
  };
  const introspected = async (name = 'gadgets'): Promise<TableSchema> => {
    const table = await state.connector.introspectTable(name);
    if (table === undefined) throw new Error(`${name} is not there`);
    return table;
  };
  afterEach(async () => {
    for (const name of ['gadget_parts', 'gadgets', 'od"d ta`ble']) {
      const table = await state.connector.introspectTable(name);
      if (table !== undefined) await state.connector.dropTable(table);
    }
  });

  it('makes a table that numbers its rows', async () => {
    const table = await create();
    expect(columnOf(table, 'id')).toMatchObject({ is_auto_increment: true, is_primary_key: true });
    expect(columnOf(table, 'label')).toMatchObject({ nullable: false, max_length: 40 });
    await state.connector.insert(insertOf(table, [{ label: 'a' }, { label: 'b' }]));
    expect(await readRows(state.connector.prepareRead(selectOf(table)))).toHaveLength(2);
  });

  it('makes every portable type', async () => {
    const names = [
      'int32',
      'int64',
      'float32',
      'float64',
      'string',
      'bool',
      'time.Time',
      '[]byte',
      'interface{}',
    ] as const;
    const columns = names.map((name, index) =>
      column(`c${index}`, { type: { kind: 'portable', name } }),
    );
    const table = await create({ columns: [id, ...columns] });
    expect(table.columns).toHaveLength(names.length + 1);
  });

  it('gives defaults, quotes and all', async () => {
    const table = await create({
      columns: [
        id,
        column('label'),
        column('word', { default: { kind: 'text', value: "it's \\ ok" } }),
        column('amount', {
          type: { kind: 'portable', name: 'int32' },
          default: { kind: 'number', text: '-7' },
        }),
        column('on', {
          type: { kind: 'portable', name: 'bool' },
          default: { kind: 'boolean', value: true },
        }),
        column('since', {
          type: { kind: 'portable', name: 'time.Time' },
          default: { kind: 'now', of: 'timestamp' },
        }),
      ],
    });
    const { rows } = await state.connector.insert(insertOf(table, [{ label: 'a' }]));
    const row = JSON.parse(rows[0] ?? '') as Record<string, unknown>;
    expect(row).toMatchObject({ word: "it's \\ ok", amount: -7 });
    expect([1, true]).toContain(row['on']);
    expect(row['since']).not.toBeNull();
  });

  it('makes composite keys and foreign keys', async () => {
    await create();
    const gadget = column('gadget_id', {
      type: { kind: 'portable', name: 'int64' },
      nullable: false,
    });
    const part = column('part', { nullable: false });
    const parts = await create({
      name: 'gadget_parts',
      columns: [gadget, part],
      primaryKey: ['gadget_id', 'part'],
      foreignKeys: [
        {
          columns: ['gadget_id'],
          referencedTable: 'gadgets',
          referencedColumns: ['id'],
          onDelete: 'CASCADE',
        },
      ],
    });
    expect(parts.primary_key).toEqual(['gadget_id', 'part']);
    expect(parts.foreign_keys).toMatchObject([
      {
        column_name: 'gadget_id',
        referenced_table: 'gadgets',
        referenced_column: 'id',
        on_delete: 'CASCADE',
      },
    ]);
  });

  it('makes tables with odd names', async () => {
    const table = await create({ name: 'od"d ta`ble', columns: [id, column('co\'l"umn')] });
    expect(table.columns.map(({ name }) => name)).toEqual(['id', 'co\'l"umn']);
  });

  it('adds, renames and drops columns', async () => {
    const table = await create();
    await state.connector.insert(insertOf(table, [{ label: 'a' }]));
    await state.connector.alterTable(table, [
      {
        kind: 'add_column',
        definition: column('colour', { default: { kind: 'text', value: 'red' } }),
      },
      { kind: 'rename_column', column: 'label', newName: 'title' },
    ]);
    const changed = await introspected();
    expect(changed.columns.map(({ name }) => name)).toEqual(['id', 'title', 'colour']);
    expect(await readRows(state.connector.prepareRead(selectOf(changed)))).toMatchObject([
      { title: 'a', colour: 'red' },
    ]);
    await state.connector.alterTable(changed, [{ kind: 'drop_column', column: 'colour' }]);
    expect((await introspected()).columns.map(({ name }) => name)).toEqual(['id', 'title']);
  });

  itUnlessLacking(state, 'modify column', 'changes the type of a column', async () => {
    const table = await create();
    const wider = column('label', { type: { kind: 'portable', name: 'string', maxLength: 80 } });
    await state.connector.alterTable(table, [
      { kind: 'modify_column', column: 'label', definition: wider },
    ]);
    expect(columnOf(await introspected(), 'label')).toMatchObject({
      max_length: 80,
      nullable: true,
    });
  });

  it('changes all or nothing, where the database can', async () => {
    if (!state.connector.abilities.transactionalDdl) return;
    const table = await create();
    const changes = [
      { kind: 'add_column', definition: column('colour') },
      { kind: 'drop_column', column: 'nope' },
    ] as const;
    expect(await faultOf(() => state.connector.alterTable(table, changes))).not.toBe('none');
    expect((await introspected()).columns.map(({ name }) => name)).toEqual(['id', 'label']);
  });

  it('drops a table, and refuses a name that is taken', async () => {
    const table = await create();
    expect(await faultOf(() => state.connector.createTable(definition()))).toBe('table_exists');
    await state.connector.dropTable(table);
    expect(await state.connector.introspectTable('gadgets')).toBeUndefined();
    expect(await faultOf(() => state.connector.dropTable(table))).toBe('table_not_found');
  });
};
