import { migrate, openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase } from '@aquifer/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../src/store/sqlite/schema.ts';
import { sweepFile } from '../../../src/store/sqlite/sweep-file.ts';
import { writeGroup } from '../../../src/store/sqlite/write-group.ts';
import { create, keyed, transaction } from '../../support/writes.ts';
import { KEEP_ALL } from '../contract/keep-all.ts';

describe('a sweep', () => {
  let database: SqliteDatabase;
  beforeEach(() => {
    database = openSqlite(':memory:');
    migrate(database, migrations);
  });
  afterEach(() => database.close());

  const write = (count: number, at: number, ttl?: number): void => {
    const group = Array.from({ length: count }, (_, index) => {
      const id = `${at}-${index}`;
      const writes = [create('items', id)];
      return ttl === undefined ? transaction(writes, at) : keyed(writes, { scope: id, at, ttl });
    });
    writeGroup(database, group);
  };
  const kept = (): unknown => database.values('SELECT scope FROM kept_answers').length;
  const seqs = (): readonly number[] => database.values('SELECT seq FROM changes ORDER BY seq');

  it('removes answers whose time is over, and no others, a part at a time', () => {
    write(700, 1_000, 100);
    write(5, 2_000, 100);
    expect(sweepFile(database, KEEP_ALL, 1_099)).toBe(false);
    expect(kept()).toBe(705);
    expect(sweepFile(database, KEEP_ALL, 1_100)).toBe(true);
    expect(kept()).toBe(205);
    expect(sweepFile(database, KEEP_ALL, 1_100)).toBe(false);
    expect(kept()).toBe(5);
  });

  it('removes the oldest changes, a part at a time, and remembers up to where', () => {
    write(1_234, 1_000);
    const retention = { ...KEEP_ALL, changesMax: 34 };
    expect(sweepFile(database, retention, 1_000)).toBe(true);
    expect([seqs()[0], seqs().length]).toEqual([501, 734]);
    expect(sweepFile(database, retention, 1_000)).toBe(true);
    expect(sweepFile(database, retention, 1_000)).toBe(false);
    expect(seqs()).toEqual(Array.from({ length: 34 }, (_, index) => 1_201 + index));
    expect(database.get('SELECT head, last_at, dropped FROM state')).toEqual({
      head: 1_234,
      last_at: 1_000,
      dropped: 1_200,
    });
    expect(sweepFile(database, retention, 1_000)).toBe(false);
  });

  it('removes changes of before a time, and keeps those of that time', () => {
    write(10, 1_000);
    write(10, 2_000);
    write(10, 3_000);
    const retention = { ...KEEP_ALL, ageMax: 500 };
    sweepFile(database, retention, 2_500);
    expect(seqs()[0]).toBe(11);
    sweepFile(database, retention, 2_501);
    expect(seqs()[0]).toBe(21);
  });
});
