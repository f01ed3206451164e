import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openSqlite, type SqliteDatabase } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connector, PreparedRead } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import { compare, faultOf, insertOf, integer, readRows, selectOf } from '../contract/builders.ts';
import { openTestConnector } from './sqlite-fixture.ts';

describe('reads that run once for all who wait', () => {
  let outside: SqliteDatabase;
  let connector: Connector;
  let marks: TableSchema;
  beforeEach(async () => {
    const path = join(temporaryDirectory(), 'shared.db');
    outside = openSqlite(path);
    outside.exec('CREATE TABLE marks (id INTEGER PRIMARY KEY, room INTEGER)');
    connector = await openTestConnector(`file:${path}`);
    const table = await connector.introspectTable('marks');
    if (table === undefined) throw new Error('there is no table of marks');
    marks = table;
  });
  afterEach(async () => {
    outside.close();
    await connector.close();
  });
  const inRoom = (room: number): PreparedRead =>
    connector.prepareRead(selectOf(marks, { where: compare('room', '=', integer(room)) }));
  const mark = (room: number): Promise<unknown> => connector.insert(insertOf(marks, [{ room }]));

  it('show every write that was acknowledged before they were asked for', async () => {
    const rooms = [0, 1, 2];
    const step = fc.record({
      kind: fc.constantFrom('read', 'keyed', 'write', 'write and wait', 'turn'),
      room: fc.constantFrom(...rooms),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        outside.run('DELETE FROM marks');
        const reads = rooms.map(inRoom);
        const keyed = rooms.map((room) =>
          connector.prepareRead(
            selectOf(marks, { where: compare('room', '=', integer(room)), keys: ['id'] }),
          ),
        );
        const asked = rooms.map(() => 0);
        const acknowledged = rooms.map(() => 0);
        const write = async (room: number): Promise<void> => {
          asked[room] = (asked[room] ?? 0) + 1;
          await mark(room);
          acknowledged[room] = (acknowledged[room] ?? 0) + 1;
        };
        const check = async (room: number, count: () => Promise<number> | undefined) => {
          const least = acknowledged[room] ?? 0;
          const found = await count();
          expect(found).toBeGreaterThanOrEqual(least);
          expect(found).toBeLessThanOrEqual(asked[room] ?? 0);
        };
        const running: Promise<void>[] = [];
        for (const { kind, room } of steps) {
          if (kind === 'turn') await turn();
          if (kind === 'write') running.push(write(room));
          if (kind === 'write and wait') await write(room);
          if (kind === 'keyed') {
            running.push(check(room, () => keyed[room]?.readKeyed().then((rows) => rows.length)));
          }
          if (kind !== 'read') continue;
          running.push(
            check(room, async () => {
              const rows = await readRows(reads[room] ?? inRoom(room));
              expect(rows.every((row) => row['room'] === room)).toBe(true);
              return rows.length;
            }),
          );
        }
        await Promise.all(running);
      }),
      { numRuns: 60 },
    );
  });

  it('run as often as their values differ', async () => {
    await Promise.all([1, 1, 2].map(mark));
    const first = inRoom(1);
    const other = first.withWhere?.(selectOf(marks, { where: compare('room', '=', integer(2)) }));
    if (other === undefined) throw new Error('the values need another statement');
    const results = await Promise.all(
      [first, other, first, other].map(async (read) => read.read()),
    );
    expect(results.map(({ count }) => count)).toEqual([2, 1, 2, 1]);
    expect(results[0]).toBe(results[2]);
    expect(results[1]).toBe(results[3]);
  });

  it.each(['read', 'readKeyed'] as const)(
    'hold each caller of %s to his own bound',
    async (kind) => {
      await Promise.all(Array.from({ length: 20 }, () => mark(1)));
      const where = compare('room', '=', integer(1));
      const one = connector.prepareRead(selectOf(marks, { where, keys: ['id'] }));
      const bounds = [undefined, 100, 100, 10_000, undefined];
      const told = await Promise.all(
        bounds.map((answerBytesMax) =>
          faultOf(async () => one[kind](answerBytesMax === undefined ? {} : { answerBytesMax })),
        ),
      );
      expect(told).toEqual(['none', 'answer_too_large', 'answer_too_large', 'none', 'none']);
    },
  );

  it('answer the others when one of their callers has gone', async () => {
    await mark(1);
    const read = inRoom(1);
    const gone = new AbortController();
    const first = read.read({ signal: gone.signal });
    const second = read.read();
    gone.abort(new Error('hung up'));
    await Promise.allSettled([first]);
    expect((await second).count).toBe(1);
  });

  it('fail for each of their callers', async () => {
    const read = inRoom(1);
    outside.exec('DROP TABLE marks');
    const faults = await Promise.all([read, read].map((one) => faultOf(() => one.read())));
    expect(new Set(faults).size).toBe(1);
    expect(faults[0]).not.toBe('none');
  });
});
