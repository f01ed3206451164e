import { describe, expect, it } from 'vitest';
import { routineOf, tableSchemas } from '../../../src/connectors/snowflake/introspect.ts';

/** Rows as INFORMATION_SCHEMA and SHOW give them, as text. */
const column = (name: string, data_type: string, parts: object = {}) => ({
  table: 'CUSTOMERS',
  name,
  data_type,
  max_length: null,
  precision: null,
  scale: null,
  time_digits: null,
  nullable: 'YES',
  default: null,
  identity: 'NO',
  comment: null,
  ...parts,
});

const key = (
  table_name: string,
  column_name: string,
  key_sequence: string,
  constraint_name: string,
) => ({
  table_name,
  column_name,
  key_sequence,
  constraint_name,
});

const [customers, orders, view] = tableSchemas('PUBLIC', {
  tables: [
    { name: 'CUSTOMERS', type: 'BASE TABLE', comment: 'Who buys', row_count: '12' },
    { name: 'ORDERS', type: 'BASE TABLE', comment: null, row_count: '0' },
    { name: 'V_PARIS', type: 'VIEW', comment: null, row_count: null },
  ],
  columns: [
    column('ID', 'NUMBER', {
      precision: '38',
      scale: '0',
      nullable: 'NO',
      identity: 'YES',
      default: 'IDENTITY START 1 INCREMENT 1',
    }),
    column('SMALL', 'NUMBER', { precision: '5', scale: '0' }),
    column('BALANCE', 'NUMBER', { precision: '18', scale: '4', default: '0' }),
    column('NAME', 'TEXT', { max_length: '40' }),
    column('NOTES', 'TEXT', { max_length: '16777216', comment: 'long' }),
    column('SEEN', 'TIMESTAMP_TZ', { time_digits: '9' }),
    column('RATIO', 'FLOAT'),
    column('PREFS', 'VARIANT'),
    column('TAGS', 'ARRAY'),
    column('PHOTO', 'BINARY'),
    column('OLD_ID', 'NUMBER', {
      precision: '38',
      scale: '0',
      identity: null,
      default: 'AUTOINCREMENT',
    }),
  ],
  primaryKeys: [
    key('CUSTOMERS', 'ID', '1', 'PK_C'),
    key('ORDERS', 'NO', '2', 'PK_O'),
    key('ORDERS', 'SHOP', '1', 'PK_O'),
  ],
  uniqueKeys: [
    key('CUSTOMERS', 'NAME', '1', 'UQ_N'),
    key('CUSTOMERS', 'SMALL', '2', 'UQ_TWO'),
    key('CUSTOMERS', 'SEEN', '1', 'UQ_TWO'),
  ],
  foreignKeys: [
    {
      pk_schema_name: 'HQ',
      pk_table_name: 'SHOPS',
      pk_column_name: 'ID',
      fk_table_name: 'ORDERS',
      fk_column_name: 'SHOP',
      key_sequence: '1',
      update_rule: 'NO ACTION',
      delete_rule: 'NO ACTION',
      fk_name: 'FK_S',
    },
    {
      pk_schema_name: 'PUBLIC',
      pk_table_name: 'CUSTOMERS',
      pk_column_name: 'ID',
      fk_table_name: 'ORDERS',
      fk_column_name: 'CUSTOMER',
      key_sequence: '1',
      update_rule: 'NO ACTION',
      delete_rule: 'CASCADE',
      fk_name: 'FK_C',
    },
  ],
});

describe('The catalog of Snowflake', () => {
  const of = (name: string) => customers?.columns.find((one) => one.name === name);

  it('becomes tables with their keys in order', () => {
    expect(customers).toMatchObject({
      type: 'table',
      primary_key: ['ID'],
      comment: 'Who buys',
      row_count: 12,
      indexes: [
        { name: 'UQ_N', columns: ['NAME'], is_unique: true },
        { name: 'UQ_TWO', columns: ['SEEN', 'SMALL'], is_unique: true },
      ],
    });
    expect(orders?.primary_key).toEqual(['SHOP', 'NO']);
    expect(
      orders?.foreign_keys.map((one) => [one.name, one.referenced_table, one.on_delete]),
    ).toEqual([
      ['FK_C', 'CUSTOMERS', 'CASCADE'],
      ['FK_S', 'HQ.SHOPS', 'NO ACTION'],
    ]);
    expect(view?.type).toBe('view');
  });

  it.each([
    ['ID', 'NUMBER(38,0)', 'integer', 'int64'],
    ['SMALL', 'NUMBER(5,0)', 'integer', 'int32'],
    ['BALANCE', 'NUMBER(18,4)', 'number', 'float64'],
    ['NAME', 'VARCHAR(40)', 'string', 'string'],
    ['NOTES', 'VARCHAR', 'string', 'string'],
    ['SEEN', 'TIMESTAMP_TZ(9)', 'string(date-time)', 'time.Time'],
    ['RATIO', 'FLOAT', 'number', 'float64'],
    ['PREFS', 'VARIANT', 'object', 'interface{}'],
    ['TAGS', 'ARRAY', 'array', 'interface{}'],
    ['PHOTO', 'BINARY', 'string(byte)', '[]byte'],
  ])('%s is %s', (name, db_type, json_type, go_type) => {
    expect(of(name)).toMatchObject({ db_type, json_type, go_type });
  });

  it('tells what is automatic, unique and preset', () => {
    expect(of('ID')).toMatchObject({ is_auto_increment: true, nullable: false, is_unique: true });
    expect(of('OLD_ID')).toMatchObject({ is_auto_increment: true });
    expect(of('ID')).not.toHaveProperty('default');
    expect(of('BALANCE')).toMatchObject({ default: '0', is_auto_increment: false });
    expect(of('NAME')).toMatchObject({ max_length: 40, is_unique: true });
    expect(of('SMALL')?.is_unique).toBe(false);
  });

  it('reads the signature of a routine', () => {
    const signature = `(A NUMBER, "my b" VARCHAR DEFAULT 'x, (y', C NUMBER(10, 2))`;
    expect(
      routineOf('function', { name: 'F', signature, return_type: 'TABLE (ID NUMBER)' }),
    ).toEqual({
      name: 'F',
      type: 'function',
      return_type: 'TABLE (ID NUMBER)',
      returnsTable: true,
      parameters: [
        { name: 'A', db_type: 'NUMBER', json_type: 'integer', mode: 'in', has_default: false },
        { name: 'my b', db_type: 'VARCHAR', json_type: 'string', mode: 'in', has_default: true },
        {
          name: 'C',
          db_type: 'NUMBER(10, 2)',
          json_type: 'number',
          mode: 'in',
          has_default: false,
        },
      ],
    });
    expect(
      routineOf('procedure', { name: 'P', signature: '()', return_type: 'VARCHAR' }).parameters,
    ).toEqual([]);
  });
});
