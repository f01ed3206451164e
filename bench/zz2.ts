import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { openSqlite } from '../data/sqlite/dist/index.js';
import { openSqliteStore } from '../services/estuary/dist/store/sqlite/open-sqlite-store.js';
rmSync('/tmp/lab/zz.db', { force: true });
const log: any = { info() {}, warn() {}, debug() {}, error() {} };
const store = openSqliteStore({
  path: '/tmp/lab/zz.db',
  synchronous: 'normal',
  retention: { changesMax: 1e6, ageMax: 1e12 },
  log,
});
for (let i = 0; i < 200; i++)
  await store.write({
    at: Date.now(),
    writes: [
      {
        kind: 'create',
        collection: 'items',
        id: randomUUID(),
        fields: {
          name: 'Widget',
          json: '{"name":"Widget","description":"A widget as good as any other"}',
        },
        owner: null,
      },
    ],
  });
const db = openSqlite('/tmp/lab/zz.db', { journal: 'keep' });
const cols =
  'collection, id, version, created_seq AS createdSeq, created_at AS createdAt, updated_at AS updatedAt, owner, name, json';
const id = db.value<string>('SELECT id FROM documents LIMIT 1');
const time = (name: string, f: () => unknown) => {
  for (let i = 0; i < 3000; i++) f();
  const N = 20000;
  const t = performance.now();
  for (let i = 0; i < N; i++) f();
  console.log(name, (((performance.now() - t) / N) * 1000).toFixed(2), 'us');
};
for (let r = 0; r < 2; r++) {
  time('all 20 rows', () =>
    db.all(
      `SELECT ${cols} FROM documents INDEXED BY documents_created WHERE collection = ? ORDER BY created_seq ASC LIMIT ? OFFSET ?`,
      ['items', 20, 0],
    ),
  );
  time('seqs 20', () =>
    db.values(
      `SELECT created_seq FROM documents INDEXED BY documents_created WHERE collection = ? ORDER BY created_seq ASC LIMIT ? OFFSET ?`,
      ['items', 20, 0],
    ),
  );
  time('group_concat seqs', () =>
    db.value(
      `SELECT group_concat(created_seq) FROM (SELECT created_seq FROM documents INDEXED BY documents_created WHERE collection = ? ORDER BY created_seq ASC LIMIT ? OFFSET ?)`,
      ['items', 20, 0],
    ),
  );
  time('json page', () =>
    db.value(
      `SELECT json_group_array(json_array(collection, id, version, created_seq, created_at, updated_at, owner, name, json)) FROM (SELECT * FROM documents INDEXED BY documents_created WHERE collection = ? ORDER BY created_seq ASC LIMIT ? OFFSET ?)`,
      ['items', 20, 0],
    ),
  );
  time('concat page', () =>
    db.value(
      `SELECT group_concat(id || '|' || version || '|' || created_seq || '|' || created_at || '|' || updated_at || '|' || ifnull(owner,'') || '|' || name || '|' || json, char(30)) FROM (SELECT * FROM documents INDEXED BY documents_created WHERE collection = ? ORDER BY created_seq ASC LIMIT ? OFFSET ?)`,
      ['items', 20, 0],
    ),
  );
  time('get one', () =>
    db.get(`SELECT ${cols} FROM documents WHERE collection = ? AND id = ?`, [
      'items',
      id as string,
    ]),
  );
  time('dataVersion', () => db.dataVersion());
  time('tally', () => db.value(`SELECT documents FROM tallies WHERE collection = ?`, ['items']));
}
await store.close();
db.close();
