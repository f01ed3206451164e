import type { Postgres } from '@aquifer/postgres';
import { expect, it } from 'vitest';
import { PostgresLogs } from '../../../src/store/postgres/postgres-logs.ts';

const REMEMBERED_MAX = 10_000;
/** Nothing is asked of it here. */
const postgres = {} as Postgres;

it('makes one log for a schema, until that is forgotten', () => {
  const logs = new PostgresLogs(postgres);
  const log = logs.of('n', 'messagedb_n_1');
  expect(logs.of('n', 'messagedb_n_1')).toBe(log);
  expect(logs.of('n', 'messagedb_n_2')).not.toBe(log);
  logs.forget('messagedb_n_1');
  expect(logs.of('n', 'messagedb_n_1')).not.toBe(log);
});

it('forgets those that were not asked for longest, however many there are', () => {
  const logs = new PostgresLogs(postgres);
  const [first, second] = [logs.of('n', 'first'), logs.of('n', 'second')];
  for (let at = 2; at < REMEMBERED_MAX; at += 1) logs.of('n', `other-${at}`);
  expect(logs.of('n', 'first')).toBe(first);
  logs.of('n', 'one-more');
  expect(logs.of('n', 'first')).toBe(first);
  expect(logs.of('n', 'second')).not.toBe(second);
});
