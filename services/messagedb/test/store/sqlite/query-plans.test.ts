import { migrate, openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase, SqliteParameters } from '@aquifer/sqlite';
import { describe, expect, it } from 'vitest';
import { fileSchema } from '../../../src/store/sqlite/attached-file.ts';
import { logMigrations } from '../../../src/store/sqlite/log-schema.ts';
import { findPosition } from '../../../src/store/sqlite/reading/find-position.ts';
import { lastMessage, lastOfType } from '../../../src/store/sqlite/reading/last-message.ts';
import { readState, readVersion } from '../../../src/store/sqlite/reading/places.ts';
import { readCategory } from '../../../src/store/sqlite/reading/read-category.ts';
import { readNotices } from '../../../src/store/sqlite/reading/read-notices.ts';
import { readStream } from '../../../src/store/sqlite/reading/read-stream.ts';
import {
  listCategories,
  listStreams,
  readStatistics,
} from '../../../src/store/sqlite/reading/summaries.ts';
import { appendGroup } from '../../../src/store/sqlite/writer/append-group.ts';
import { write } from '../../support/messages.ts';

/** A reader that would visit all messages, or sort them, holds the server's thread for as long. */
describe('what is read and written', () => {
  const categoryQuery = { from: 1, limit: 10, correlation: undefined, consumerGroup: undefined };
  const consumerGroup = { member: 0, size: 2 };

  it.each<[string, (database: SqliteDatabase) => unknown]>([
    ['a stream', (db) => readStream(db, { streamName: 'a', by: 'position', from: 0, limit: 9 })],
    ['a stream by global position', (db) => findPosition(db, 'a-1', 1)],
    ['the last message', (db) => lastMessage(db, 'a-1')],
    ['the last message of a type', (db) => lastOfType(db, 'a-1', 'T', 99)],
    ['the version', (db) => readVersion(db, 'a-1')],
    ['the state', (db) => readState(db)],
    ['a category', (db) => readCategory(db, { ...categoryQuery, category: 'a' })],
    ['everything', (db) => readCategory(db, { ...categoryQuery, category: '' })],
    ['a member', (db) => readCategory(db, { ...categoryQuery, category: 'a', consumerGroup })],
    [
      'a member of all',
      (db) => readCategory(db, { ...categoryQuery, category: '', consumerGroup }),
    ],
    [
      'what correlates',
      (db) =>
        readCategory(db, { ...categoryQuery, category: 'a', correlation: 'c', consumerGroup }),
    ],
    ['notices', (db) => readNotices(db, { kind: 'all', from: 1, limit: 9 })],
    [
      'notices of a stream',
      (db) => readNotices(db, { kind: 'stream', streamName: 'a', from: 1, limit: 9 }),
    ],
    ['streams', (db) => listStreams(db, { prefix: 'a', cursor: undefined, limit: 9 })],
    ['streams after one', (db) => listStreams(db, { prefix: 'a', cursor: 'a-1', limit: 9 })],
    ['categories', (db) => listCategories(db)],
    ['statistics', (db) => readStatistics(db)],
    ['a group', (db) => appendGroup(db, [write('a-1', { id: 'x' }), write('b-1')])],
  ])('uses an index, and sorts nothing: %s', (_, run) => {
    const database = openSqlite(':memory:');
    database.run(`ATTACH DATABASE ':memory:' AS ${fileSchema}`);
    migrate(database, logMigrations, fileSchema);
    appendGroup(database, [write('a-1'), write('a-1'), write('b-1')]);
    const steps = watched(database, run).filter((step) => !isCheap(step));
    expect(steps).toEqual([]);
    database.close();
  });
});

/** The plans of all statements that run. */
function watched(database: SqliteDatabase, run: (database: SqliteDatabase) => unknown): string[] {
  const steps: string[] = [];
  const explained = new Proxy(database, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]): unknown => {
        const [sql, values] = parameters as [string, SqliteParameters | undefined];
        if (typeof sql === 'string' && /^\s*(?:SELECT|WITH|INSERT)/.test(sql)) {
          const plan = target.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
          steps.push(...plan.map(({ detail }) => detail));
        }
        return Reflect.apply(method, target, parameters);
      };
    },
  });
  run(explained);
  expect(steps.length).toBeGreaterThan(0);
  return steps;
}

/** A search in an index, or a scan of what is small. */
function isCheap(step: string): boolean {
  return (
    /^SCAN (?:names|category_tallies|CONSTANT ROW|\d+ ROW)/.test(step) ||
    !/^SCAN |TEMP B-TREE|AUTOMATIC/.test(step)
  );
}
