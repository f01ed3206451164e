import { migrate, openSqlite } from '@aquifer/sqlite';
import type { SqliteDatabase, SqliteParameters } from '@aquifer/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentFilter, Place, SortField } from '../../../src/store/document-store.ts';
import { listDocuments } from '../../../src/store/sqlite/list-documents.ts';
import { RememberedDocuments } from '../../../src/store/sqlite/remembered-documents.ts';
import { migrations } from '../../../src/store/sqlite/schema.ts';
import { sweepFile } from '../../../src/store/sqlite/sweep-file.ts';
import { findDocument, writeGroup } from '../../../src/store/sqlite/write-group.ts';
import { create, keyed, remove, transaction, update } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';

const FIELDS: readonly SortField[] = ['created_at', 'updated_at', 'name'];

/** A statement that would visit all documents, or sort them, holds up the process for as long. */
describe('what is read and written', () => {
  let database: SqliteDatabase;
  beforeEach(() => {
    database = openSqlite(':memory:');
    migrate(database, migrations);
    writeGroup(database, [transaction([create('items', 'x'), create('items', 'y', {}, 'ada')])]);
  });
  afterEach(() => database.close());

  /** The plans of all statements that run. */
  const planOf = (run: (watched: SqliteDatabase) => unknown): readonly string[] => {
    const steps: string[] = [];
    const watched = new Proxy(database, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...parameters: unknown[]): unknown => {
          const [sql, values] = parameters as [string, SqliteParameters | undefined];
          if (typeof sql === 'string' && /^\s*(?:SELECT|INSERT|UPDATE|DELETE)/.test(sql)) {
            const plan = target.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
            steps.push(...plan.map(({ detail }) => detail));
          }
          return Reflect.apply(method, target, parameters);
        };
      },
    });
    run(watched);
    expect(steps.length).toBeGreaterThan(0);
    return steps;
  };
  const list = (
    field: SortField,
    filter: Omit<DocumentFilter, 'collection'>,
    more: { readonly after?: Place; readonly descending?: boolean } = {},
  ) => {
    const { descending = false, ...rest } = more;
    return (db: SqliteDatabase) =>
      listDocuments(
        db,
        queryOf('items', { sort: { field, descending }, filter, ...rest }),
        new RememberedDocuments(database),
      );
  };

  it.each<[string, (database: SqliteDatabase) => unknown]>([
    ['a document', (db) => findDocument(db, 'items', 'x')],
    ['a creation', (db) => writeGroup(db, [transaction([create('items', 'new')])])],
    ['an update', (db) => writeGroup(db, [transaction([update('items', 'x')])])],
    ['a deletion', (db) => writeGroup(db, [transaction([remove('items', 'x')])])],
    ['a key', (db) => writeGroup(db, [keyed([update('items', 'x')], { scope: 's' })])],
    ['a sweep', (db) => sweepFile(db, { changesMax: 0, ageMax: 0 }, Date.now())],
  ])('goes along an index, and sorts nothing: %s', (_, run) => {
    expect(planOf(run).filter(isCostly)).toEqual([]);
  });

  it.each(FIELDS)('a list by %s goes along its index', (field) => {
    const index = { created_at: 'created', updated_at: 'updated', name: 'name' }[field];
    for (const descending of [false, true]) {
      for (const value of [undefined, field === 'name' ? 'x' : 1]) {
        const after = value === undefined ? {} : { after: { value, createdSeq: 1 } };
        for (const [owner, name] of [
          [undefined, `documents_${index}`],
          ['ada', `documents_owner_${index}`],
        ] as const) {
          const filter = owner === undefined ? {} : { owner };
          const [page = '', ...rest] = planOf(list(field, filter, { ...after, descending }));
          const within = owner === undefined ? 'collection=?' : 'collection=? AND owner=?';
          // The index is entered at the place, so that the last page costs what the first does.
          const place = field === 'created_at' ? 'rowid' : `(${field},rowid)`;
          const what = field === 'created_at' ? '?' : '(?,?)';
          const entry = value === undefined ? '' : ` AND ${place}${descending ? '<' : '>'}${what}`;
          expect(page).toContain(` INDEX ${name} (${within}${entry})`);
          expect(rest.filter(isCostly)).toEqual([]);
        }
      }
    }
  });

  it.each<[SortField, Omit<DocumentFilter, 'collection'>, string, boolean]>([
    ['name', { name: 'x' }, 'documents_name (collection=? AND name=?)', false],
    ['created_at', { name: 'x' }, 'documents_name (collection=? AND name=?)', false],
    ['updated_at', { name: 'x' }, 'documents_name (collection=? AND name=?)', true],
    ['name', { namePrefix: 'x' }, 'documents_name (collection=? AND name>? AND name<?)', false],
    [
      'created_at',
      { namePrefix: 'x' },
      'documents_name (collection=? AND name>? AND name<?)',
      true,
    ],
    ['updated_at', { updatedSince: 1 }, 'documents_updated (collection=? AND updated_at>?)', false],
    ['created_at', { updatedSince: 1 }, 'documents_updated (collection=? AND updated_at>?)', true],
    ['name', { updatedSince: 1 }, 'documents_updated (collection=? AND updated_at>?)', true],
    [
      'name',
      { owner: 'ada', namePrefix: 'x' },
      'documents_owner_name (collection=? AND owner=? AND name>? AND name<?)',
      false,
    ],
    [
      'created_at',
      { owner: 'ada', updatedSince: 1 },
      'documents_owner_updated (collection=? AND owner=? AND updated_at>?)',
      true,
    ],
  ])(
    'a list by %s of %j goes along %s, sorting what was found: %s',
    (field, filter, index, sorts) => {
      const plan = planOf(list(field, filter)).join('\n');
      expect(plan).toContain(`INDEX ${index}`);
      expect(plan.includes('TEMP B-TREE')).toBe(sorts);
      expect(plan).not.toContain('SCAN documents');
    },
  );

  it('a list goes on behind a place within a filter where it was', () => {
    const after = { value: 'xa', createdSeq: 1 };
    const [up] = planOf(list('name', { namePrefix: 'x' }, { after }));
    expect(up).toContain('collection=? AND (name,rowid)>(?,?) AND name<?');
    const [down] = planOf(list('name', { namePrefix: 'x' }, { after, descending: true }));
    expect(down).toContain('collection=? AND name>? AND (name,rowid)<(?,?)');
  });
});

/** Not a search in an index, nor a look at the one row of the state. */
const isCostly = (step: string): boolean =>
  /^SCAN (?!state|\(subquery)|TEMP B-TREE|AUTOMATIC/.test(step);
