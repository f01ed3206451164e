import { describe, expect, it } from 'vitest';
import { routineOf, tableSchemas } from '../../../src/connectors/oracle/introspect.ts';

/** Rows as the dictionary gives them; numbers are text. */
const column = (table: string, name: string, data_type: string, parts: object = {}) => ({
  table,
  name,
  data_type,
  data_length: '22',
  char_length: '0',
  data_precision: null,
  data_scale: null,
  nullable: 'Y',
  data_default: null,
  identity_column: 'NO',
  virtual_column: 'NO',
  comments: null,
  is_json: null,
  ...parts,
});

const rows = {
  tables: [
    { name: 'CUSTOMERS', type: 'TABLE' as const, comments: 'Who buys', num_rows: '1200' },
    { name: 'ORDERS', type: 'TABLE' as const, comments: null, num_rows: null },
    { name: 'V_PARIS', type: 'VIEW' as const, comments: null, num_rows: null },
  ],
  columns: [
    column('CUSTOMERS', 'ID', 'NUMBER', {
      data_precision: '19',
      data_scale: '0',
      nullable: 'N',
      identity_column: 'YES',
      data_default: '"APP"."ISEQ$$_73".nextval',
    }),
    column('CUSTOMERS', 'NAME', 'VARCHAR2', {
      data_length: '160',
      char_length: '40',
      nullable: 'N',
      comments: 'Full name',
    }),
    column('CUSTOMERS', 'AGE', 'NUMBER', { data_precision: '3', data_scale: '0' }),
    column('CUSTOMERS', 'BALANCE', 'NUMBER', {
      data_precision: '18',
      data_scale: '4',
      data_default: '0 ',
    }),
    column('CUSTOMERS', 'ANYTHING', 'NUMBER'),
    column('CUSTOMERS', 'WHOLE', 'NUMBER', { data_scale: '0' }),
    column('CUSTOMERS', 'RATIO', 'BINARY_DOUBLE', { data_length: '8' }),
    column('CUSTOMERS', 'BORN', 'DATE', { data_length: '7' }),
    column('CUSTOMERS', 'SEEN', 'TIMESTAMP(6) WITH TIME ZONE', {
      data_length: '13',
      data_scale: '6',
    }),
    column('CUSTOMERS', 'PREFS', 'CLOB', { data_length: '4000', is_json: 'PREFS' }),
    column('CUSTOMERS', 'BIO', 'CLOB', { data_length: '4000' }),
    column('CUSTOMERS', 'KEY', 'RAW', { data_length: '16' }),
    column('CUSTOMERS', 'PHOTO', 'BLOB', { data_length: '4000' }),
    column('CUSTOMERS', 'INITIAL', 'CHAR', {
      data_length: '4',
      char_length: '1',
      virtual_column: 'YES',
      data_default: 'SUBSTR("NAME",1,1)',
    }),
    column('ORDERS', 'SHOP', 'NUMBER', { nullable: 'N' }),
    column('ORDERS', 'NO', 'NUMBER', { nullable: 'N' }),
    column('ORDERS', 'CUSTOMER', 'NUMBER'),
    column('V_PARIS', 'ID', 'NUMBER'),
  ],
  primaryKeys: [
    { table: 'CUSTOMERS', name: 'SYS_C008', column: 'ID' },
    { table: 'ORDERS', name: 'ORDERS_PK', column: 'SHOP' },
    { table: 'ORDERS', name: 'ORDERS_PK', column: 'NO' },
  ],
  foreignKeys: [
    {
      table: 'ORDERS',
      name: 'FK_C',
      column: 'CUSTOMER',
      referenced_owner: 'APP',
      referenced_table: 'CUSTOMERS',
      referenced_column: 'ID',
      delete_rule: 'SET NULL',
    },
    {
      table: 'ORDERS',
      name: 'FK_S',
      column: 'SHOP',
      referenced_owner: 'HQ',
      referenced_table: 'SHOPS',
      referenced_column: 'ID',
      delete_rule: 'NO ACTION',
    },
  ],
  indexes: [
    { table: 'CUSTOMERS', name: 'SYS_C008', column: 'ID', uniqueness: 'UNIQUE', expression: null },
    { table: 'CUSTOMERS', name: 'UQ_KEY', column: 'KEY', uniqueness: 'UNIQUE', expression: null },
    {
      table: 'CUSTOMERS',
      name: 'UX_NAME',
      column: 'SYS_NC00015$',
      uniqueness: 'UNIQUE',
      expression: 'UPPER("NAME")',
    },
    {
      table: 'CUSTOMERS',
      name: 'IX_TWO',
      column: 'NAME',
      uniqueness: 'NONUNIQUE',
      expression: null,
    },
    {
      table: 'CUSTOMERS',
      name: 'IX_TWO',
      column: 'AGE',
      uniqueness: 'NONUNIQUE',
      expression: null,
    },
  ],
};

describe('The dictionary of Oracle', () => {
  const [customers, orders, view] = tableSchemas('APP', rows);
  const of = (name: string) => customers?.columns.find((one) => one.name === name);

  it('becomes tables with their keys, indexes and comments', () => {
    expect(customers).toMatchObject({
      name: 'CUSTOMERS',
      type: 'table',
      primary_key: ['ID'],
      comment: 'Who buys',
      row_count: 1200,
      indexes: [
        { name: 'UQ_KEY', columns: ['KEY'], is_unique: true },
        { name: 'UX_NAME', columns: ['UPPER("NAME")'], is_unique: true },
        { name: 'IX_TWO', columns: ['NAME', 'AGE'], is_unique: false },
      ],
    });
    expect(orders?.primary_key).toEqual(['SHOP', 'NO']);
    expect(
      orders?.foreign_keys.map((key) => [key.name, key.referenced_table, key.on_delete]),
    ).toEqual([
      ['FK_C', 'CUSTOMERS', 'SET NULL'],
      ['FK_S', 'HQ.SHOPS', 'NO ACTION'],
    ]);
    expect(view?.type).toBe('view');
  });

  it.each([
    ['ID', 'NUMBER(19)', 'integer', 'int64'],
    ['NAME', 'VARCHAR2(40)', 'string', 'string'],
    ['AGE', 'NUMBER(3)', 'integer', 'int32'],
    ['BALANCE', 'NUMBER(18,4)', 'number', 'float64'],
    ['ANYTHING', 'NUMBER', 'integer', 'int64'],
    ['WHOLE', 'NUMBER(38)', 'integer', 'int64'],
    ['RATIO', 'BINARY_DOUBLE', 'number', 'float64'],
    ['BORN', 'DATE', 'string(date-time)', 'time.Time'],
    ['SEEN', 'TIMESTAMP(6) WITH TIME ZONE', 'string(date-time)', 'time.Time'],
    ['PREFS', 'CLOB', 'object', 'interface{}'],
    ['BIO', 'CLOB', 'string', 'string'],
    ['KEY', 'RAW(16)', 'string(byte)', '[]byte'],
    ['PHOTO', 'BLOB', 'string(byte)', '[]byte'],
  ])('%s is %s', (name, db_type, json_type, go_type) => {
    expect(of(name)).toMatchObject({ db_type, json_type, go_type });
  });

  it('tells what is automatic, computed, unique and preset', () => {
    expect(of('ID')).toMatchObject({ is_auto_increment: true, is_unique: true, nullable: false });
    expect(of('ID')).not.toHaveProperty('default');
    expect(of('BALANCE')).toMatchObject({ default: '0' });
    expect(of('NAME')).toMatchObject({ max_length: 40, comment: 'Full name', is_unique: false });
    expect(of('INITIAL')).toMatchObject({ is_generated: true });
    expect(of('KEY')?.is_unique).toBe(true);
  });

  it('tells the parameters of routines and which have a default', () => {
    const argument = (name: string | null, position: number, parts: object = {}) => ({
      routine: 'R',
      position: String(position),
      data_type: 'NUMBER',
      name,
      in_out: 'IN',
      defaulted: 'N',
      ...parts,
    });
    expect(
      routineOf({ name: 'R', type: 'FUNCTION' }, [
        argument(null, 0, { data_type: 'VARCHAR2', in_out: 'OUT' }),
        argument('A', 1),
        argument('B', 2, { in_out: 'IN/OUT', defaulted: 'Y', data_type: 'DATE' }),
      ]),
    ).toEqual({
      name: 'R',
      type: 'function',
      return_type: 'VARCHAR2',
      parameters: [
        { name: 'A', db_type: 'NUMBER', json_type: 'integer', mode: 'in', has_default: false },
        {
          name: 'B',
          db_type: 'DATE',
          json_type: 'string(date-time)',
          mode: 'inout',
          has_default: true,
        },
      ],
    });
  });
});
