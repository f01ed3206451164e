import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import {
  columnOf,
  compare,
  insertOf,
  integer,
  key,
  readRows,
  type Row,
  selectOf,
  text,
} from '../contract/builders.ts';
import { openTestConnector } from './sqlite-fixture.ts';

/** SQLite stores anything anywhere; what comes out is JSON all the same. */
describe('cells that do not match their column', () => {
  let outside: SqliteDatabase;
  let connector: Connector;
  beforeAll(async () => {
    const path = join(temporaryDirectory(), 'dynamic.db');
    outside = openSqlite(path);
    connector = await openTestConnector(path);
  });
  afterAll(async () => {
    outside.close();
    await connector.close();
  });
  const rowsOf = async (name: string): Promise<readonly Row[]> => {
    const table = await connector.introspectTable(name);
    if (table === undefined) throw new Error(`there is no ${name}`);
    const prepared = connector.prepareRead(selectOf(table, { limit: 100 }));
    const rows = await readRows(prepared);
    let lines = '';
    for await (const chunk of prepared.stream()) lines += chunk;
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Row),
    ).toEqual(rows);
    return rows;
  };

  it('are shown as what they are', async () => {
    outside.exec(`
      CREATE TABLE odd (i INTEGER, r REAL, t TEXT, d DATETIME, j JSON, b BLOB, n);
      INSERT INTO odd VALUES (1, 1, 'x', '2024-02-11 08:00:00', '{"a":1}', x'00ff', 1.5);
      INSERT INTO odd VALUES ('no', 'no', x'6869', 1707638400, 'no json', 'text', x'00ff');
      INSERT INTO odd VALUES (x'ff', x'ff', 5, x'ff', x'ff', 5, 'text');
      INSERT INTO odd VALUES (1.5, 9e999, '', 'yesterday', '', 1.5, 9223372036854775807);
    `);
    expect(await rowsOf('odd')).toEqual([
      { i: 1, r: 1, t: 'x', d: '2024-02-11T08:00:00Z', j: { a: 1 }, b: 'AP8=', n: 1.5 },
      { i: 'no', r: 'no', t: 'aGk=', d: 1707638400, j: 'no json', b: 'text', n: 'AP8=' },
      { i: '/w==', r: '/w==', t: '5', d: '/w==', j: '/w==', b: 5, n: 'text' },
      { i: 1.5, r: null, t: '', d: 'yesterday', j: '', b: 1.5, n: Number(9223372036854775807n) },
    ]);
  });

  it('of points in time keep the style of their table', async () => {
    outside.exec(`
      CREATE TABLE iso (id INTEGER PRIMARY KEY, at DATETIME);
      INSERT INTO iso VALUES (1, '2024-02-11T08:00:00Z');
      CREATE TABLE plain (id INTEGER PRIMARY KEY, at DATETIME);
      INSERT INTO plain VALUES (1, '2024-02-11 08:00:00');
    `);
    for (const name of ['iso', 'plain']) {
      const table = await connector.introspectTable(name);
      if (table === undefined) throw new Error(`there is no ${name}`);
      const noon = { id: 2, at: '2024-02-11T12:00:00+02:00' };
      await connector.insert(insertOf(table, [noon]));
      const after = compare('at', '>', text('2024-02-11T09:00:00Z'));
      expect(await connector.count(table, after)).toBe(1);
      const same = compare('at', '=', text('2024-02-11T10:00:00Z'));
      expect(await connector.count(table, same)).toBe(1);
    }
    expect(outside.value('SELECT at FROM iso WHERE id = 2')).toBe('2024-02-11T10:00:00Z');
    expect(outside.value('SELECT at FROM plain WHERE id = 2')).toBe('2024-02-11 10:00:00');
  });

  it('in other forms of time come out as RFC 3339', async () => {
    outside.exec(`
      CREATE TABLE times (at TIMESTAMP);
      INSERT INTO times VALUES ('2024-02-11'), ('2024-02-11 08:00'), ('2024-02-11 08:00:00.125'),
        ('2024-02-11T08:00:00+0530'), ('2024-02-11 08:00:00Z'), ('08:00:00'), (NULL);
    `);
    expect((await rowsOf('times')).map(({ at }) => at)).toEqual([
      '2024-02-11T00:00:00Z',
      '2024-02-11T08:00:00Z',
      '2024-02-11T08:00:00.125Z',
      '2024-02-11T08:00:00+05:30',
      '2024-02-11T08:00:00Z',
      '08:00:00',
      null,
    ]);
  });

  it('reads tables of every make', async () => {
    outside.exec(`
      CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a ANY, t TEXT) STRICT;
      INSERT INTO strict_one VALUES (1, x'00', 'x'), (2, 'y', 'z');
      CREATE TABLE shadowed (rowid TEXT, _rowid_ TEXT, oid TEXT);
      INSERT INTO shadowed VALUES ('a', 'b', 'c'), ('d', 'e', 'f');
      CREATE VIRTUAL TABLE searched USING fts5(title, body);
      INSERT INTO searched VALUES ('one', 'first'), ('two', 'second');
    `);
    expect(await rowsOf('strict_one')).toEqual([
      { id: 1, a: 'AA==', t: 'x' },
      { id: 2, a: 'y', t: 'z' },
    ]);
    const names = (await connector.introspect()).tables.map(({ name }) => name);
    expect(names).toContain('searched');
    expect(names.some((name) => name.startsWith('searched_'))).toBe(false);
    expect(await rowsOf('searched')).toHaveLength(2);
    const shadowed = await connector.introspectTable('shadowed');
    if (shadowed === undefined) throw new Error('not there');
    const order = [{ target: { column: 'oid' }, direction: 'desc' }] as const;
    const rows = await readRows(connector.prepareRead(selectOf(shadowed, { order, limit: 1 })));
    expect(rows).toEqual([{ rowid: 'd', _rowid_: 'e', oid: 'f' }]);
  });

  it('reads and writes tables of 1200 columns', async () => {
    const names = Array.from({ length: 1200 }, (_, index) => `c${index}`);
    outside.exec(`CREATE TABLE wide (${names.map((name) => `${name} INTEGER`).join(', ')})`);
    const table = await connector.introspectTable('wide');
    if (table === undefined) throw new Error('not there');
    const record = Object.fromEntries(names.map((name, index) => [name, index]));
    await connector.insert(insertOf(table, [record]));
    expect(await rowsOf('wide')).toEqual([record]);
  });

  it('knows a key that SQLite numbers from one that it does not', async () => {
    outside.exec(`
      CREATE TABLE numbered (id INTEGER PRIMARY KEY, v TEXT);
      CREATE TABLE unnumbered (id INT PRIMARY KEY, v TEXT);
      CREATE TABLE turned (id INTEGER PRIMARY KEY DESC, v TEXT);
      CREATE TABLE partly (id INTEGER PRIMARY KEY, v TEXT);
      CREATE UNIQUE INDEX partly_v ON partly (v) WHERE v <> '';
    `);
    const auto = async (name: string): Promise<unknown> => {
      const table = await connector.introspectTable(name);
      return table && columnOf(table, 'id').is_auto_increment;
    };
    expect([await auto('numbered'), await auto('unnumbered'), await auto('turned')]).toEqual([
      true,
      false,
      false,
    ]);
    const partly = await connector.introspectTable('partly');
    expect(partly && columnOf(partly, 'v').is_unique).toBe(false);
  });

  it('finds rows by a column without a type as what was asked for', async () => {
    outside.exec(
      `CREATE TABLE typeless (id INTEGER PRIMARY KEY, v); INSERT INTO typeless VALUES (1, 5), (2, '5')`,
    );
    const table = await connector.introspectTable('typeless');
    if (table === undefined) throw new Error('not there');
    expect(await connector.count(table, compare('v', '=', integer(5)))).toBe(1);
    expect(await connector.count(table, compare('v', '=', text('5')))).toBe(1);
    expect(await connector.count(table, key(['id'], [text('2')]))).toBe(1);
  });
});
