import { type Postgres, postgresErrorCode, type PostgresTransaction } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { Namespace } from '../../model/namespace.ts';
import type { Incarnation, NamespaceRegistry, StoredNamespace } from '../message-store.ts';
import { layouts, newestLayout } from './layouts.ts';
import type { PostgresLogs } from './postgres-logs.ts';
import { newSchemaName, quoted } from './schema-name.ts';
import { reachStore } from './store-failure.ts';
import { lockLayout } from './upgrade-namespaces.ts';
import { takeWriterLock } from './writer-transaction.ts';

const columns = `id, token_hash, description, metadata, schema_name,
  (extract(epoch FROM created_at) * 1000)::bigint`;

/**
 * The tenants, each with a schema of its own, by which one creation is told from another. Only
 * somebody who has the same schema adopted again brings one back.
 */
export function openRegistry(postgres: Postgres, logs: PostgresLogs): NamespaceRegistry {
  const read = async (condition: string, values: readonly string[]): Promise<StoredNamespace[]> => {
    const sql = `SELECT ${columns} FROM messagedb.namespaces ${condition}`;
    const rows = await reachStore(() => postgres.readTexts(sql, values, { prepare: true }));
    return rows.map(([id, tokenHash, description, metadata, schema, createdAt]) => ({
      id: id ?? '',
      tokenHash: tokenHash ?? '',
      description: description ?? '',
      metadata: metadata ?? null,
      createdAt: new Date(Number(createdAt)),
      incarnation: schema ?? '',
      log: logs.of(id ?? '', schema ?? ''),
    }));
  };
  return {
    find: async (id) => (await read('WHERE id = $1', [id]))[0],
    list: () => read('', []),
    create: (namespace) =>
      reachStore(() =>
        postgres.transaction((transaction) => create(transaction, namespace), {
          isolation: 'read committed',
        }),
      ),
    async replaceToken({ id, incarnation }, tokenHash) {
      const sql =
        'UPDATE messagedb.namespaces SET token_hash = $3 WHERE id = $1 AND schema_name = $2';
      const { count } = await reachStore(() => postgres.query(sql, [id, incarnation, tokenHash]));
      return count > 0;
    },
    async delete(namespace) {
      const count = await reachStore(() => removeWhenFree(postgres, namespace));
      logs.forget(namespace.incarnation);
      return count;
    },
  };
}

async function create(transaction: PostgresTransaction, namespace: Namespace): Promise<boolean> {
  const schema = newSchemaName(namespace.id);
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

async function removeWhenFree(
  postgres: Postgres,
  namespace: Incarnation,
): Promise<number | undefined> {
  try {
    return await postgres.transaction((transaction) => remove(transaction, namespace), {
      isolation: 'read committed',
    });
  } catch (error) {
    if (postgresErrorCode(error) !== 'busy') throw error;
    throw fault('namespace_busy', { namespace: namespace.id }, { cause: error });
  }
}

async function remove(
  transaction: PostgresTransaction,
  { id, incarnation: schema }: Incarnation,
): Promise<number | undefined> {
  const lock = takeWriterLock(schema);
  await transaction.query(lock.sql, lock.values);
  const { count } = await transaction.query(
    'DELETE FROM messagedb.namespaces WHERE id = $1 AND schema_name = $2',
    [id, schema],
  );
  if (count === 0) return undefined;
  const messages = `${quoted(schema)}.messages`;
  const messageCount = await transaction.value<bigint>(`SELECT count(*) FROM ${messages}`);
  await transaction.exec(`SET LOCAL lock_timeout = '${patience}'`);
  await transaction.exec(`DROP SCHEMA ${quoted(schema)} CASCADE`);
  return Number(messageCount);
}
