import { type Postgres, postgresErrorCode, type PostgresTransaction } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { Namespace } from '../../model/namespace.ts';
import type { NamespaceRegistry } from '../message-store.ts';
import type { KnownSchemas } from './known-schemas.ts';
import { layouts, newestLayout } from './layouts.ts';
import { quoted, schemaName } from './schema-name.ts';
import { reachStore } from './store-failure.ts';
import { lockLayout } from './upgrade-namespaces.ts';
import { takeWriterLock } from './writer-transaction.ts';

const columns = `id, token_hash, description, metadata, schema_name,
  (extract(epoch FROM created_at) * 1000)::bigint`;

/** The tenants, each with a schema of its own. */
export function openRegistry(postgres: Postgres, schemas: KnownSchemas): NamespaceRegistry {
  const read = async (condition: string, values: readonly string[]): Promise<Namespace[]> => {
    const sql = `SELECT ${columns} FROM messagedb.namespaces ${condition}`;
    const rows = await reachStore(() => postgres.readTexts(sql, values, { prepare: true }));
    return rows.map(([id, tokenHash, description, metadata, schema, createdAt]) => {
      schemas.learn(id ?? '', schema ?? '');
      return {
        id: id ?? '',
        tokenHash: tokenHash ?? '',
        description: description ?? '',
        metadata: metadata ?? null,
        createdAt: new Date(Number(createdAt)),
      };
    });
  };
  return {
    find: async (id) => (await read('WHERE id = $1', [id]))[0],
    list: () => read('', []),
    create: (namespace) =>
      reachStore(async () => {
        const schema = schemaName(namespace.id);
        const isNew = await postgres.transaction(
          (transaction) => create(transaction, namespace, schema),
          { isolation: 'read committed' },
        );
        if (isNew) schemas.learn(namespace.id, schema);
        return isNew;
      }),
    async replaceToken(id, tokenHash) {
      const sql = 'UPDATE messagedb.namespaces SET token_hash = $2 WHERE id = $1';
      const { count } = await reachStore(() => postgres.query(sql, [id, tokenHash]));
      return count > 0;
    },
    delete: (id) =>
      reachStore(async () => {
        try {
          return await postgres.transaction((transaction) => remove(transaction, id), {
            isolation: 'read committed',
          });
        } catch (error) {
          if (postgresErrorCode(error) !== 'busy') throw error;
          throw fault('namespace_busy', { namespace: id }, { cause: error });
        }
      }),
  };
}

async function create(
  transaction: PostgresTransaction,
  namespace: Namespace,
  schema: string,
): Promise<boolean> {
  if (!(await register(transaction, namespace, schema))) return false;
  await transaction.exec(`CREATE SCHEMA ${quoted(schema)}`);
  for (const { sql } of layouts) await transaction.exec(sql(schema));
  return true;
}

/** Enters a namespace whose schema is to have the newest layout. False when there is one of its id. */
export async function register(
  transaction: PostgresTransaction,
  { id, tokenHash, description, metadata, createdAt }: Namespace,
  schema: string,
): Promise<boolean> {
  const layout = await lockLayout(transaction, 'share');
  if (layout > newestLayout) throw fault('store_newer');
  const { count } = await transaction.query(
    `INSERT INTO messagedb.namespaces
       (id, token_hash, schema_name, schema_version, description, metadata, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
    [id, tokenHash, schema, newestLayout, description, metadata, createdAt.toISOString()],
  );
  return count > 0;
}

/** How long a deletion waits for those who read, while nobody else can begin to. */
const patience = '5s';

async function remove(transaction: PostgresTransaction, id: string): Promise<number | undefined> {
  const schema = await transaction.value<string>(
    'SELECT schema_name FROM messagedb.namespaces WHERE id = $1',
    [id],
  );
  if (schema === undefined) return undefined;
  const lock = takeWriterLock(schema);
  await transaction.query(lock.sql, lock.values);
  const { count } = await transaction.query('DELETE FROM messagedb.namespaces WHERE id = $1', [id]);
  if (count === 0) return undefined;
  const messages = `${quoted(schema)}.messages`;
  const messageCount = await transaction.value<bigint>(`SELECT count(*) FROM ${messages}`);
  await transaction.exec(`SET LOCAL lock_timeout = '${patience}'`);
  await transaction.exec(`DROP SCHEMA ${quoted(schema)} CASCADE`);
  return Number(messageCount);
}
