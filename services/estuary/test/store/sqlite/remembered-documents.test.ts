import { openSqlite } from '@aquifer/sqlite';
import { expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { SortField } from '../../../src/store/document-store.ts';
import type { Write } from '../../../src/writes/write.ts';
import { create, remove, restore, transaction, update } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';
import { storeFile } from './store-file.ts';

const file = storeFile();
const below = (end: number): number => Math.floor(Math.random() * end);
const anyId = (): string => `k${below(30)}`;

function anyWrite(id: string): Write {
  const name = `n${below(1_000)}`;
  switch (below(5)) {
    case 0:
      return remove('items', id);
    case 1:
      return create('items', id, { name, text: 'x'.repeat(below(3_000)) });
    case 2:
      return restore('items', id, { version: 1 + below(9) });
    default:
      return update('items', id, { name });
  }
}

const anyField = (): SortField =>
  (['created_at', 'updated_at', 'name'] as const)[below(3)] ?? 'name';

it('tells of documents what the file says, whatever was read and written before, and by whom', async () => {
  const path = file.make();
  const store = file.open(path);
  const other = openSqlite(path, { journal: 'keep' });
  const rowOf = (where: string, value: string | number) =>
    other.get<Record<string, unknown>>(
      `SELECT id, version, created_seq AS createdSeq, updated_at AS updatedAt, json
        FROM documents WHERE ${where} = ?`,
      [value],
    );
  const told = ({ id, version, createdSeq, updatedAt, fields }: Document) => ({
    id,
    version,
    createdSeq,
    updatedAt,
    json: fields.json,
  });
  for (let round = 0; round < 1_500; round += 1) {
    const id = anyId();
    const both = Math.random() < 0.3 ? [anyWrite(anyId())] : [];
    await store.write(transaction([anyWrite(id), ...both]));
    if (below(40) === 0) {
      other.run(`UPDATE documents SET json = '{"name":"of a tool"}'
        WHERE created_seq = (SELECT min(created_seq) FROM documents)`);
    }
    const read = anyId();
    const document = store.get('items', read);
    expect(document && told(document)).toEqual(rowOf('id', read));
    if (below(5) > 0) continue;
    const sort = { field: anyField(), descending: below(2) === 0 };
    const page = store.list(queryOf('items', { sort, limit: 1 + below(40) }));
    for (const one of page.documents) {
      expect(told(one)).toEqual(rowOf('created_seq', one.createdSeq));
    }
    expect(page.total).toBe(other.value('SELECT count(*) FROM documents'));
  }
  other.close();
});
