import { describe, expect, it } from 'vitest';
import { routineOf, tableSchemas } from '../../../src/connectors/mssql/introspect.ts';

/** Rows as `sys` gives them for a table of customers, one of its orders, and a view. */
const column = (table: string, name: string, type: string, parts: object = {}) => ({
  table,
  name,
  type,
  max_length: 4,
  precision: 10,
  scale: 0,
  is_nullable: true,
  is_identity: false,
  is_computed: false,
  generated_always_type: 0,
  default: null,
  comment: null,
  ...parts,
});

const rows = {
  tables: [
    { name: 'customers', type: 'U ', comment: 'Who buys', row_count: '1200' },
    { name: 'orders', type: 'U ', comment: null, row_count: '0' },
    { name: 'v_paris', type: 'V ', comment: null, row_count: null },
  ],
  columns: [
    column('customers', 'id', 'int', { is_nullable: false, is_identity: true }),
    column('customers', 'name', 'nvarchar', {
      max_length: 80,
      precision: 0,
      is_nullable: false,
      comment: 'Full name',
    }),
    column('customers', 'email', 'varchar', { max_length: 100, precision: 0 }),
    column('customers', 'notes', 'nvarchar', { max_length: -1, precision: 0 }),
    column('customers', 'balance', 'decimal', {
      max_length: 9,
      precision: 18,
      scale: 4,
      default: '((0))',
    }),
    column('customers', 'since', 'datetime2', {
      max_length: 8,
      precision: 27,
      scale: 7,
      default: '(sysutcdatetime())',
    }),
    column('customers', 'uid', 'uniqueidentifier', { max_length: 16, precision: 0 }),
    column('customers', 'photo', 'varbinary', { max_length: -1, precision: 0 }),
    column('customers', 'upper_name', 'nvarchar', {
      max_length: 80,
      precision: 0,
      is_computed: true,
    }),
    column('customers', 'version', 'timestamp', {
      max_length: 8,
      precision: 0,
      is_nullable: false,
    }),
    column('customers', 'place', 'geography', { max_length: -1, precision: 0 }),
    column('orders', 'shop', 'int', { is_nullable: false }),
    column('orders', 'number', 'bigint', { is_nullable: false }),
    column('orders', 'customer', 'int'),
    column('v_paris', 'id', 'int'),
  ],
  indexes: [
    {
      table: 'customers',
      name: 'PK_customers',
      column: 'id',
      is_unique: true,
      is_primary_key: true,
      has_filter: false,
    },
    {
      table: 'customers',
      name: 'UQ_email',
      column: 'email',
      is_unique: true,
      is_primary_key: false,
      has_filter: false,
    },
    {
      table: 'customers',
      name: 'UX_uid_some',
      column: 'uid',
      is_unique: true,
      is_primary_key: false,
      has_filter: true,
    },
    {
      table: 'orders',
      name: 'PK_orders',
      column: 'shop',
      is_unique: true,
      is_primary_key: true,
      has_filter: false,
    },
    {
      table: 'orders',
      name: 'PK_orders',
      column: 'number',
      is_unique: true,
      is_primary_key: true,
      has_filter: false,
    },
  ],
  keys: [
    {
      table: 'orders',
      name: 'FK_customer',
      column: 'customer',
      referenced_schema: 'dbo',
      referenced_table: 'customers',
      referenced_column: 'id',
      on_delete: 'SET_NULL',
      on_update: 'NO_ACTION',
    },
    {
      table: 'orders',
      name: 'FK_shop',
      column: 'shop',
      referenced_schema: 'hq',
      referenced_table: 'shops',
      referenced_column: 'id',
      on_delete: 'NO_ACTION',
      on_update: 'CASCADE',
    },
  ],
};

describe('The catalog of SQL Server', () => {
  const [customers, orders, view] = tableSchemas('dbo', rows);
  const of = (name: string) => customers?.columns.find((one) => one.name === name);

  it('becomes tables with their keys, indexes and comments', () => {
    expect(customers).toMatchObject({
      name: 'customers',
      type: 'table',
      primary_key: ['id'],
      comment: 'Who buys',
      row_count: 1200,
      indexes: [
        { name: 'UQ_email', columns: ['email'], is_unique: true },
        { name: 'UX_uid_some', columns: ['uid'], is_unique: false },
      ],
    });
    expect(orders?.primary_key).toEqual(['shop', 'number']);
    expect(orders?.foreign_keys).toEqual([
      {
        name: 'FK_customer',
        column_name: 'customer',
        referenced_table: 'customers',
        referenced_column: 'id',
        on_delete: 'SET NULL',
        on_update: 'NO ACTION',
      },
      {
        name: 'FK_shop',
        column_name: 'shop',
        referenced_table: 'hq.shops',
        referenced_column: 'id',
        on_delete: 'NO ACTION',
        on_update: 'CASCADE',
      },
    ]);
    expect(view).toMatchObject({ type: 'view', primary_key: [] });
    expect(view).not.toHaveProperty('row_count');
  });

  it.each([
    ['id', 'int', 'integer', 'int32'],
    ['name', 'nvarchar(40)', 'string', 'string'],
    ['email', 'varchar(100)', 'string', 'string'],
    ['notes', 'nvarchar(max)', 'string', 'string'],
    ['balance', 'decimal(18,4)', 'number', 'float64'],
    ['since', 'datetime2(7)', 'string(date-time)', 'time.Time'],
    ['uid', 'uniqueidentifier', 'string(uuid)', 'string'],
    ['photo', 'varbinary(max)', 'string(byte)', '[]byte'],
    ['version', 'timestamp', 'string(byte)', '[]byte'],
    ['place', 'geography', 'string', 'interface{}'],
  ])('%s is %s', (name, db_type, json_type, go_type) => {
    expect(of(name)).toMatchObject({ db_type, json_type, go_type });
  });

  it('tells what is automatic, computed, unique and preset', () => {
    expect(of('id')).toMatchObject({
      is_auto_increment: true,
      is_primary_key: true,
      nullable: false,
    });
    expect(of('name')).toMatchObject({ max_length: 40, comment: 'Full name', nullable: false });
    expect(of('notes')).not.toHaveProperty('max_length');
    expect(of('balance')).toMatchObject({ default: '((0))' });
    expect(of('upper_name')).toMatchObject({ is_generated: true });
    expect(of('version')).toMatchObject({ is_generated: true });
    expect(of('email')?.is_unique).toBe(true);
    expect(of('uid')?.is_unique).toBe(false);
    expect(customers?.columns.map(({ position }) => position)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('names parameters without their @', () => {
    const number = { type: 'int', max_length: 4, precision: 10, scale: 0 };
    const parameters = [
      { routine: 'total', position: 0, name: '', is_output: true, ...number, type: 'money' },
      { routine: 'total', position: 1, name: '@customer', is_output: false, ...number },
      { routine: 'other', position: 1, name: '@x', is_output: false, ...number },
    ];
    expect(routineOf({ name: 'total', type: 'FN' }, parameters)).toEqual({
      name: 'total',
      type: 'function',
      return_type: 'money',
      returnsTable: false,
      parameters: [
        { name: 'customer', db_type: 'int', json_type: 'integer', mode: 'in', has_default: false },
      ],
    });
    expect(routineOf({ name: 'list', type: 'TF' }, [])).toMatchObject({
      return_type: 'table',
      returnsTable: true,
    });
  });
});
