import { describe, expect, it } from 'vitest';
import type { Column, TableSchema } from '../../src/model/schema.ts';
import { compareWithContract, driftLevel } from '../../src/schemas/drift.ts';

const column = (name: string, change: Partial<Column> = {}): Column => ({
  name,
  position: 1,
  db_type: 'TEXT',
  go_type: 'string',
  json_type: 'string',
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
  ...change,
});

const table = (...columns: Column[]): TableSchema => ({
  name: 'widgets',
  type: 'table',
  columns,
  primary_key: [],
  foreign_keys: [],
  indexes: [],
});

const at = new Date('2026-01-01T00:00:00Z');
const driftOf = (
  before: TableSchema,
  after: TableSchema | undefined,
): ReturnType<typeof compareWithContract> =>
  compareWithContract(
    { id: 1, serviceName: 'two', tableName: 'widgets', schema: before, lockedAt: at },
    after,
    at,
  );

describe('compareWithContract', () => {
  it('finds none where nothing changed', () => {
    const report = driftOf(table(column('a')), table(column('a')));
    expect(report).toMatchObject({ has_drift: false, items: [] });
    expect(driftLevel(report)).toBe('none');
  });

  it('calls a new column additive', () => {
    const report = driftOf(table(column('a')), table(column('a'), column('b')));
    expect(report).toMatchObject({ additive_count: 1, breaking_count: 0 });
    expect(driftLevel(report)).toBe('additive');
  });

  it('sees a renamed column as one removed and one added', () => {
    const { items } = driftOf(table(column('a')), table(column('b')));
    expect(items.map((item) => item.category)).toEqual(['column_removed', 'column_added']);
  });

  it('calls another type and a new NOT NULL breaking, a dropped NOT NULL additive', () => {
    const strict = column('a', { nullable: false });
    expect(driftOf(table(column('a')), table(strict))).toMatchObject({ breaking_count: 1 });
    expect(driftOf(table(strict), table(column('a')))).toMatchObject({ additive_count: 1 });
    const retyped = column('a', { db_type: 'INTEGER' });
    expect(driftOf(table(column('a')), table(retyped))).toMatchObject({ breaking_count: 1 });
  });

  it('reports a dropped table instead of failing', () => {
    const report = driftOf(table(column('a')), undefined);
    expect(report.items[0]).toMatchObject({ category: 'table_removed', type: 'breaking' });
    expect(driftLevel(report)).toBe('breaking');
  });
});
