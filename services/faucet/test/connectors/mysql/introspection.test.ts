import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Column, DatabaseSchema, TableSchema } from '../../../src/model/schema.ts';
import { columnOf } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

const ddl = [
  `CREATE TABLE kinds (
    id bigint unsigned AUTO_INCREMENT PRIMARY KEY, small smallint, flag tinyint(1), tiny tinyint(4), one bit, many bit(12),
    cost decimal(10,2), wide double, narrow float, day date, at datetime(3), stamp timestamp NULL, hour time, y year,
    feeling enum('happy', 'it''s ok'), several set('a', 'b'), doc json, blob_column blob, fixed binary(16),
    words text, long_column varchar(40), place point, mark uuid,
    doubled int GENERATED ALWAYS AS (small * 2) VIRTUAL, kept int AS (small * 3) STORED,
    \`odd \`\`name\` int, preset varchar(10) DEFAULT 'it''s', moved timestamp DEFAULT current_timestamp ON UPDATE current_timestamp)`,
  'CREATE TABLE parents (b int, a varchar(20), PRIMARY KEY (b, a), UNIQUE KEY only_a (a), UNIQUE KEY start_a (a(3)))',
  `CREATE TABLE children (id int PRIMARY KEY, parent_a varchar(20), parent_b int, UNIQUE (parent_a, parent_b),
    CONSTRAINT to_parent FOREIGN KEY (parent_b, parent_a) REFERENCES parents (b, a) ON DELETE SET NULL ON UPDATE CASCADE)`,
  'CREATE VIEW names AS SELECT a FROM parents',
  'CREATE SEQUENCE numbers',
  'CREATE PROCEDURE moved(IN x int, OUT y decimal(10,2), INOUT z varchar(20)) BEGIN SET y = x; END',
  'CREATE FUNCTION joined(a varchar(10), b int) RETURNS varchar(30) DETERMINISTIC RETURN concat(a, b)',
];

await describeWith('mariadb', 'introspection of MariaDB', (server) => {
  let open: OpenConnector;
  let schema: DatabaseSchema;
  beforeAll(async () => {
    open = await openConnector(server, ddl);
    schema = await open.connector.introspect();
  });
  afterAll(() => open.close());

  const table = (name: string): TableSchema => {
    const found = [...schema.tables, ...schema.views].find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const column = (name: string): Column => columnOf(table('kinds'), name);

  it('sees tables and views, and no sequences', () => {
    expect(schema.tables.map(({ name }) => name)).toEqual(['children', 'kinds', 'parents']);
    expect(schema.views.map(({ name }) => name)).toEqual(['names']);
  });

  it.each([
    ['id', 'bigint(20) unsigned', 'integer', 'int64'],
    ['small', 'smallint(6)', 'integer', 'int32'],
    ['flag', 'tinyint(1)', 'boolean', 'bool'],
    ['tiny', 'tinyint(4)', 'integer', 'int32'],
    ['one', 'bit(1)', 'boolean', 'bool'],
    ['many', 'bit(12)', 'integer', 'int64'],
    ['cost', 'decimal(10,2)', 'number', 'float64'],
    ['narrow', 'float', 'number', 'float32'],
    ['day', 'date', 'string(date)', 'time.Time'],
    ['at', 'datetime(3)', 'string(date-time)', 'time.Time'],
    ['hour', 'time', 'string(time)', 'string'],
    ['y', 'year(4)', 'integer', 'int32'],
    ['several', "set('a','b')", 'string', 'string'],
    ['doc', 'json', 'object', 'interface{}'],
    ['blob_column', 'blob', 'string(byte)', '[]byte'],
    ['fixed', 'binary(16)', 'string(byte)', '[]byte'],
    ['mark', 'uuid', 'string(uuid)', 'string'],
  ])('calls %s %s, in JSON %s', (name, db_type, json_type, go_type) => {
    expect(column(name)).toMatchObject({ db_type, json_type, go_type });
  });

  it('tells generated columns from those with an automatic value', () => {
    const generated = table('kinds').columns.filter((one) => one.is_generated === true);
    expect(generated.map(({ name }) => name)).toEqual(['doubled', 'kept']);
    expect(column('moved').default).toContain('current_timestamp');
  });

  it('tells the words of an enumeration, lengths, defaults and odd names', () => {
    expect(column('feeling').enum_values).toEqual(['happy', "it's ok"]);
    expect(column('long_column').max_length).toBe(40);
    expect(column('preset').default).toContain("it''s");
    expect(column('small').default).toBeUndefined();
    expect(column('odd `name').json_type).toBe('integer');
  });

  it('lists composite keys in key order, not in the order of columns', () => {
    expect(table('parents').primary_key).toEqual(['b', 'a']);
    expect(table('children').foreign_keys).toEqual([
      {
        name: 'to_parent',
        column_name: 'parent_b',
        referenced_table: 'parents',
        referenced_column: 'b',
        on_delete: 'SET NULL',
        on_update: 'CASCADE',
      },
      expect.objectContaining({
        name: 'to_parent',
        column_name: 'parent_a',
        referenced_column: 'a',
      }),
    ]);
  });

  it('takes no index of beginnings for a unique column', async () => {
    expect(columnOf(table('parents'), 'a').is_unique).toBe(true);
    await open.execute('ALTER TABLE parents DROP INDEX only_a');
    const parents = await open.connector.introspectTable('parents');
    expect(parents?.columns.find(({ name }) => name === 'a')?.is_unique).toBe(false);
    expect(parents?.indexes).toEqual([{ name: 'start_a', columns: ['a'], is_unique: true }]);
  });

  it('lists routines with parameters and modes', () => {
    expect(schema.procedures).toMatchObject([
      {
        name: 'moved',
        parameters: [
          { name: 'x', mode: 'in', json_type: 'integer' },
          { name: 'y', mode: 'out', db_type: 'decimal(10,2)' },
          { name: 'z', mode: 'inout' },
        ],
      },
    ]);
    expect(schema.functions).toMatchObject([
      { name: 'joined', return_type: 'varchar(30)', parameters: [{ name: 'a' }, { name: 'b' }] },
    ]);
  });
});
