import { advisoryLockKey, type Postgres, type PostgresTransaction } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { layouts, newestLayout } from './layouts.ts';
import { writerLock } from './schema-name.ts';

const layoutKey = 'messagedb layout';

/**
 * Brings every namespace to the newest layout, each in a transaction of its own, so that many
 * namespaces do not need many locks at once. Instances that start together wait for each other, and
 * one of a former release makes no namespace meanwhile. Throws Fault `store_newer`.
 */
export async function upgradeNamespaces(postgres: Postgres): Promise<void> {
  const found = await postgres.transaction(
    (transaction) => lockLayout(transaction, 'share'),
    readCommitted,
  );
  if (found > newestLayout) throw fault('store_newer');
  if (found === newestLayout) return;
  await postgres.transaction(async (transaction) => {
    // Again under the lock: another instance may have been here first, of any release.
    const version = await lockLayout(transaction, 'exclusive');
    if (version > newestLayout) throw fault('store_newer');
    const behind = await transaction.rows<{ id: string; schema_name: string }>(
      'SELECT id, schema_name FROM messagedb.namespaces WHERE schema_version < $1',
      [newestLayout],
    );
    for (const { id, schema_name } of behind) {
      await postgres.transaction((inner) => upgrade(inner, id, schema_name), readCommitted);
    }
    await transaction.query('UPDATE messagedb.layout SET version = $1', [newestLayout]);
  }, readCommitted);
}

/** Whatever the database's default: what is read under a lock must not be older than the lock. */
const readCommitted = { isolation: 'read committed' } as const;

/** Takes the lock until the transaction ends; the newest layout that any release has brought here. */
export async function lockLayout(
  transaction: PostgresTransaction,
  mode: 'share' | 'exclusive',
): Promise<number> {
  const lock = mode === 'share' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await transaction.query(`SELECT ${lock}($1)`, [advisoryLockKey(layoutKey)]);
  return (await transaction.value<number>('SELECT version FROM messagedb.layout')) ?? 0;
}

async function upgrade(
  transaction: PostgresTransaction,
  id: string,
  schema: string,
): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [writerLock(schema)]);
  // It may have been deleted since, or brought forward by an attempt that failed later.
  const version = await transaction.value<number>(
    'SELECT schema_version FROM messagedb.namespaces WHERE id = $1 FOR UPDATE',
    [id],
  );
  if (version === undefined) return;
  for (const layout of layouts) {
    if (layout.version > version) await transaction.exec(layout.sql(schema));
  }
  await transaction.query('UPDATE messagedb.namespaces SET schema_version = $2 WHERE id = $1', [
    id,
    newestLayout,
  ]);
}
