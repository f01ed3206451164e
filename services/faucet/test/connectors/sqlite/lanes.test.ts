import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqlite, type SqliteDatabase } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import {
  compare,
  faultOf,
  insertOf,
  integer,
  readRows,
  selectOf,
  text,
} from '../contract/builders.ts';
import { openTestConnector } from './sqlite-fixture.ts';

const runaway =
  'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r';

describe('the lanes of SQLite', () => {
  let path = '';
  let outside: SqliteDatabase;
  let connector: Connector;
  const connectors: Connector[] = [];
  const open = async (query = ''): Promise<Connector> => {
    const opened = await openTestConnector(`file:${path}${query}`);
    connectors.push(opened);
    return opened;
  };
  const notes = async (): Promise<TableSchema> => {
    const table = await connector.introspectTable('notes');
    if (table === undefined) throw new Error('there is no table of notes');
    return table;
  };
  beforeEach(async () => {
    path = join(temporaryDirectory(), 'lanes.db');
    outside = openSqlite(path);
    outside.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT UNIQUE, size INTEGER)');
    connector = await open();
  });
  afterEach(async () => {
    if (outside.inTransaction) outside.run('ROLLBACK');
    outside.close();
    await Promise.all(connectors.splice(0).map((one) => one.close()));
  });
  const fill = (rows: number): void => {
    outside.run(
      `INSERT INTO notes (word, size) WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ?)
       SELECT 'word ' || n, n % 100 FROM r`,
      [rows],
    );
  };

  /** Inserts notes at once, and answers which of them failed. */
  const refusedOf = async (words: readonly string[]): Promise<readonly number[]> => {
    const table = await notes();
    const results = await Promise.allSettled(
      words.map((word) => connector.insert(insertOf(table, [{ word }]))),
    );
    return results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
  };

  describe('writers', () => {
    it('wait for each other and for other programs, and none is lost', async () => {
      const table = await notes();
      const second = await open();
      outside.run('BEGIN IMMEDIATE');
      const writes = Array.from({ length: 64 }, (_, index) =>
        (index % 2 === 0 ? connector : second).insert(insertOf(table, [{ word: `w${index}` }])),
      );
      await delay(150);
      outside.run('COMMIT');
      await Promise.all(writes);
      expect(outside.value('SELECT COUNT(*) FROM notes')).toBe(64);
    });

    it('give up after the busy timeout of the DSN', async () => {
      const table = await notes();
      const hasty = await open('?_pragma=busy_timeout(100)');
      outside.run('BEGIN IMMEDIATE');
      const insert = (): Promise<unknown> => hasty.insert(insertOf(table, [{ word: 'late' }]));
      expect(await faultOf(insert)).toBe('database_busy');
      outside.run('COMMIT');
      expect(await faultOf(insert)).toBe('none');
    });

    it('do not keep readers waiting', async () => {
      const table = await notes();
      fill(3);
      outside.run('BEGIN IMMEDIATE');
      outside.run('DELETE FROM notes');
      expect(await connector.count(table, undefined)).toBe(3);
    });

    it('fail alone among those that share a transaction', async () => {
      expect(await refusedOf(['a', 'b', 'a', 'c', 'b', 'd'])).toEqual([2, 4]);
      expect(outside.values('SELECT word FROM notes ORDER BY id')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('are not undone by a neighbour whose trigger rolls back the transaction', async () => {
      outside.exec(`CREATE TRIGGER harsh BEFORE INSERT ON notes WHEN NEW.word = 'bomb'
        BEGIN SELECT RAISE(ROLLBACK, 'no bombs'); END`);
      expect(await refusedOf(['a', 'b', 'bomb', 'c', 'bomb', 'd'])).toEqual([2, 4]);
      expect(outside.values('SELECT word FROM notes ORDER BY word')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('are not undone by a neighbour whose conflict rolls back the transaction', async () => {
      outside.exec('CREATE TABLE harsh (id INTEGER PRIMARY KEY, word UNIQUE ON CONFLICT ROLLBACK)');
      const harsh = await connector.introspectTable('harsh');
      if (harsh === undefined) throw new Error('there is no table');
      const words = ['a', 'b', 'a', 'c', 'a', 'd'];
      const results = await Promise.allSettled(
        words.map((word) => connector.insert(insertOf(harsh, [{ word }]))),
      );
      const refused = results.flatMap(({ status }, index) =>
        status === 'rejected' ? [index] : [],
      );
      expect(refused).toEqual([2, 4]);
      expect(outside.values('SELECT word FROM harsh ORDER BY id')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('are not undone by a neighbour that fails only at the commit', async () => {
      outside.exec(`CREATE TABLE replies (id INTEGER PRIMARY KEY, note INTEGER
        REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)`);
      fill(2);
      await notes();
      const replies = await connector.introspectTable('replies');
      if (replies === undefined) throw new Error('there are no replies');
      const results = await Promise.allSettled(
        [1, 99, 2].map((note) => connector.insert(insertOf(replies, [{ note }]))),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(outside.values('SELECT note FROM replies ORDER BY note')).toEqual([1, 2]);
    });

    it('keep the order in which they came', async () => {
      const table = await notes();
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          connector.insert(insertOf(table, [{ word: `w${index}` }])),
        ),
      );
      const words = outside.values('SELECT word FROM notes ORDER BY id');
      expect(words).toEqual(Array.from({ length: 100 }, (_, index) => `w${index}`));
    });
  });

  describe('long work', () => {
    it('does not keep others from being served', async () => {
      fill(100);
      const table = await notes();
      const run = { sql: runaway, params: [], write: false, timeoutMs: 1500, rowsMax: 1 };
      const order: string[] = [];
      const long = faultOf(() => connector.runSql(run)).then((code) => order.push(code));
      for (let index = 0; index < 20; index++) {
        await connector.insert(insertOf(table, [{ word: `new ${index}` }]));
        await readRows(connector.prepareRead(selectOf(table, { limit: 5 })));
      }
      order.push('served');
      await long;
      expect(order).toEqual(['served', 'query_timeout']);
    });

    it('ends when its caller has gone, with the reason, and leaves a process for the next', async () => {
      fill(30_000);
      const table = await notes();
      const abort = new AbortController();
      const reason = new Error('the caller hung up');
      const slow = connector.prepareRead(
        selectOf(table, {
          where: { kind: 'match', column: 'word', position: 'anywhere', text: '9' },
        }),
      );
      const reading = slow.read({ signal: abort.signal });
      abort.abort(reason);
      await expect(reading).rejects.toBe(reason);
      const nines = outside.value<number>("SELECT COUNT(*) FROM notes WHERE word LIKE '%9%'");
      expect(await readRows(slow)).toHaveLength(nines ?? 0);
    });

    it('is given back to those who wait when there are more jobs than processes', async () => {
      fill(30_000);
      const table = await notes();
      const counts = await Promise.all(
        Array.from({ length: 12 }, (_, size) =>
          connector.count(table, compare('size', '=', integer(size))),
        ),
      );
      expect(new Set(counts)).toEqual(new Set([300]));
    });

    it('of a table and of a page of it gives the same rows', async () => {
      fill(30_000);
      const table = await notes();
      const order = [{ target: { column: 'size' }, direction: 'desc' }] as const;
      const where = compare('size', '<', integer(50));
      const page = await readRows(
        connector.prepareRead(selectOf(table, { order, where, limit: 10 })),
      );
      expect(page.map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 49));
    });
  });

  describe('a stream', () => {
    it('waits for its reader and then goes on', async () => {
      fill(100_000);
      const table = await notes();
      let rows = 0;
      for await (const chunk of connector.prepareRead(selectOf(table)).stream()) {
        if (rows === 0) await delay(200);
        rows += chunk.split('\n').length - 1;
      }
      expect(rows).toBe(100_000);
    });

    it('sees the table as it was when it began', async () => {
      fill(50_000);
      const table = await notes();
      let rows = 0;
      for await (const chunk of connector.prepareRead(selectOf(table)).stream()) {
        if (rows === 0) outside.exec('DELETE FROM notes');
        rows += chunk.split('\n').length - 1;
      }
      expect(rows).toBe(50_000);
    });

    it('ends with the reason when its caller has gone', async () => {
      fill(100_000);
      const table = await notes();
      const abort = new AbortController();
      const read = async (): Promise<void> => {
        const stream = connector.prepareRead(selectOf(table)).stream({ signal: abort.signal });
        for await (const chunk of stream) if (chunk !== '') abort.abort(new Error('hung up'));
      };
      await expect(read()).rejects.toThrow('hung up');
    });
  });

  describe('streams that nobody reads on', () => {
    it('keep neither statements nor transactions from a process', async () => {
      fill(100_000);
      const table = await notes();
      const read = connector.prepareRead(selectOf(table));
      const leaving = new AbortController();
      const run = { signal: leaving.signal };
      const streams = Array.from({ length: 8 }, () => read.stream(run)[Symbol.asyncIterator]());
      const first = streams.map((stream) => stream.next());
      const settled = Promise.allSettled(first);
      expect((await first[0])?.done).toBe(false);
      expect(await connector.count(table, compare('size', '=', integer(7)))).toBe(1000);
      await connector.transaction((session) =>
        session.insert(insertOf(table, [{ word: 'kept going' }])),
      );
      leaving.abort();
      await Promise.allSettled(streams.map(async (stream) => stream.return?.()));
      await settled;
    });

    it('are interrupted when the statement finds no row in time', async () => {
      outside.exec(`CREATE VIEW endless AS
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r WHERE n < 0`);
      const view = await connector.introspectTable('endless');
      if (view === undefined) throw new Error('there is no view');
      const stream = connector.prepareRead(selectOf(view)).stream({ timeoutMs: 300 });
      expect(await faultOf(() => stream[Symbol.asyncIterator]().next())).toBe('query_timeout');
    });
  });

  describe('a transaction', () => {
    it('holds off other writers without an error', async () => {
      const table = await notes();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const long = connector.transaction(async (session) => {
        await session.insert(insertOf(table, [{ word: 'first' }]));
        await held;
      });
      await delay(50);
      const other = connector.insert(insertOf(table, [{ word: 'second' }]));
      release();
      await Promise.all([long, other]);
      expect(outside.value('SELECT COUNT(*) FROM notes')).toBe(2);
    });
  });

  it('closes after what runs has ended, and refuses what comes later', async () => {
    fill(30_000);
    const table = await notes();
    const counting = connector.count(table, compare('word', '=', text('word 7')));
    const scanning = connector.count(table, compare('size', '=', integer(7)));
    await connector.close();
    expect([await counting, await scanning]).toEqual([1, 300]);
    expect(await faultOf(() => connector.count(table, compare('size', '=', integer(7))))).not.toBe(
      'none',
    );
  });

  it('refuses a name it does not understand', async () => {
    expect(await faultOf(() => openTestConnector('file:x.db?_pragma=nope(1)'))).toBe(
      'invalid_parameter',
    );
  });

  it('reads a file that may not be written', async () => {
    fill(3);
    const table = await notes();
    const reading = await open('?mode=ro');
    expect(await reading.count(table, undefined)).toBe(3);
    const insert = (): Promise<unknown> => reading.insert(insertOf(table, [{ word: 'x' }]));
    expect(await faultOf(insert)).toBe('permission_denied');
  });
});
