import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentFilter, SortField } from '../../src/store/document-store.ts';
import { bringForward } from '../../src/store/postgres/bring-forward.ts';
import { connect } from '../../src/store/postgres/connect.ts';
import type { Connections } from '../../src/store/postgres/connect.ts';
import { listSql } from '../../src/store/postgres/list-documents.ts';
import { migrations, schemaName } from '../../src/store/postgres/schema.ts';
import type { TestQuery } from '../store/contract/query-of.ts';
import { queryOf } from '../store/contract/query-of.ts';
import { storeOptions } from '../support/postgres-stores.ts';

type Filter = Omit<DocumentFilter, 'collection'>;

/** Right after documents were loaded, without statistics. */
await describeWith('postgres', 'lists in PostgreSQL', (server) => {
  let database: TestDatabase;
  let connections: Connections;
  beforeAll(async () => {
    database = await server.createDatabase();
    const admin: Postgres = openPostgres(database.url);
    await bringForward(admin, { name: schemaName, migrations });
    await admin.exec(`
      ALTER TABLE estuary.documents SET (autovacuum_enabled = off);
      INSERT INTO estuary.documents
      SELECT n, CASE WHEN n % 10 = 0 THEN 'other' ELSE 'items' END, n::text, 1, n, n,
        CASE WHEN n % 3 = 0 THEN 'ada' END, 'name ' || n % 1000, '{}'
      FROM generate_series(1, 30000) n;
    `);
    await admin.close();
    connections = await connect(storeOptions(database.url));
  });
  afterAll(async () => {
    await connections.close();
    await database.drop();
  });

  const planOf = (query: TestQuery): Promise<string> =>
    connections.postgres.transaction(async (transaction) => {
      const values: (string | number)[] = [];
      const sql = listSql(queryOf('items', query), values);
      await transaction.exec(`PREPARE list AS ${sql}`);
      const given = values.map((value) => `'${value}'`).join();
      const lines = await transaction.rows(`EXPLAIN EXECUTE list (${given})`);
      await transaction.exec('DEALLOCATE list');
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });
  const counted: readonly Filter[] = [
    {},
    { owner: 'ada' },
    { name: 'name 7' },
    { namePrefix: 'name 7' },
    { updatedSince: 29_000 },
    { owner: 'ada', namePrefix: 'name 7' },
  ];

  describe.each<[SortField, string]>([
    ['created_at', 'created'],
    ['updated_at', 'updated'],
    ['name', 'name'],
  ])('by %s', (field, index) => {
    it('go along their index, from any place, either way', async () => {
      for (const descending of [false, true]) {
        for (const owner of [undefined, 'ada']) {
          const after = { value: field === 'name' ? 'name 7' : 7, createdSeq: 7 };
          for (const place of [{}, { after }]) {
            const filter = owner === undefined ? {} : { owner };
            const sort = { field, descending };
            const plan = await planOf({ sort, filter, counts: false, ...place });
            const name = owner === undefined ? `documents_${index}` : `documents_owner_${index}`;
            expect(plan).toContain(
              `Index Scan ${descending ? 'Backward ' : ''}using ${name} on documents`,
            );
            expect(plan).not.toMatch(/Sort|Seq Scan/);
            if ('after' in place) expect(plan).toMatch(/Index Cond: .*(?:created_seq)/);
          }
        }
      }
    });

    it('find along an index what fits a filter, and count it', async () => {
      for (const filter of counted) {
        const plan = await planOf({ sort: { field, descending: false }, filter });
        expect(plan).not.toContain('Seq Scan on documents');
        expect(plan).not.toContain('Bitmap');
      }
    });
  });

  it('walk the index of their filter, and sort what they find', async () => {
    for (const [filter, index] of [
      [{ namePrefix: 'name 7' }, 'documents_name'],
      [{ updatedSince: 29_000 }, 'documents_updated'],
    ] as const) {
      const sort = { field: 'created_at', descending: false } as const;
      const plan = await planOf({ sort, filter, counts: false });
      expect(plan).toContain(`Index Scan using ${index} on documents`);
      expect(plan).toContain('Sort');
    }
  });
});
