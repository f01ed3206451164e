import pg from 'pg';
import { advisoryLockKey } from './advisory-lock.ts';
import type { Postgres, PostgresTransaction } from './postgres.ts';

/** One step forward. Versions grow; a released step is never changed. */
export interface PostgresMigration {
  readonly version: number;
  readonly name: string;
  /** One or more statements that may run in a transaction. */
  readonly sql: string;
}

/** The database and the program do not belong together; the message says how. */
export class PostgresMigrationError extends Error {
  override readonly name = 'PostgresMigrationError';
  /** The database was written by a newer release. */
  readonly isNewer: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isNewer?: boolean } = {}) {
    super(message, options);
    this.isNewer = options.isNewer ?? false;
  }
}

interface Applied {
  readonly version: number;
  readonly name: string;
}

/**
 * Brings `schema` (created when missing, and the search path of every step) to the newest migration
 * in one transaction and returns the versions applied now. Programs that start at once wait for
 * each other under an advisory lock. Applied steps are recorded in `schema_migrations`. Throws
 * PostgresMigrationError when a newer program was here or a recorded step has another name than
 * ours; the database is then unchanged.
 */
export function migrate(
  postgres: Postgres,
  schema: string,
  migrations: readonly PostgresMigration[],
): Promise<number[]> {
  checkOrder(migrations);
  const work = async (transaction: PostgresTransaction): Promise<number[]> => {
    const lock = advisoryLockKey(`aquifer migrate ${schema}`);
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await useSchema(transaction, schema);
    const applied = await transaction.rows<Applied>('SELECT version, name FROM schema_migrations');
    const names = new Map(applied.map(({ version, name }) => [version, name]));
    checkApplied(names, migrations);
    const missing = migrations.filter(({ version }) => !names.has(version));
    for (const migration of missing) await apply(transaction, migration);
    return missing.map(({ version }) => version);
  };
  // Whatever the database's default: what is read under the lock must not be older than the lock.
  return postgres.transaction(work, { isolation: 'read committed' });
}

async function useSchema(transaction: PostgresTransaction, schema: string): Promise<void> {
  const quoted = pg.escapeIdentifier(schema);
  // CREATE … IF NOT EXISTS asks for the right to create even when there is nothing to do.
  const exists = await transaction.value('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (exists === undefined) await transaction.query(`CREATE SCHEMA ${quoted}`);
  await transaction.query(`SET LOCAL search_path TO ${quoted}`);
  await transaction.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`);
}

async function apply(
  transaction: PostgresTransaction,
  { version, name, sql }: PostgresMigration,
): Promise<void> {
  try {
    await transaction.exec(sql);
  } catch (error) {
    throw new PostgresMigrationError(`migration ${version} (${name}) failed`, { cause: error });
  }
  await transaction.query('INSERT INTO schema_migrations (version, name) VALUES ($1, $2)', [
    version,
    name,
  ]);
}

function checkOrder(migrations: readonly PostgresMigration[]): void {
  let previous = 0;
  for (const { version } of migrations) {
    if (!Number.isSafeInteger(version) || version <= previous) {
      throw new PostgresMigrationError(`migration ${version} does not come after ${previous}`);
    }
    previous = version;
  }
}

function checkApplied(
  applied: ReadonlyMap<number, string>,
  migrations: readonly PostgresMigration[],
): void {
  const known = new Map(migrations.map(({ version, name }) => [version, name]));
  const newest = migrations.at(-1)?.version ?? 0;
  for (const [version, name] of applied) {
    if (version > newest) {
      throw new PostgresMigrationError(
        `the database has schema version ${version}, this program knows up to ${newest}: ` +
          'it was written by a newer release',
        { isNewer: true },
      );
    }
    if (known.get(version) !== name) {
      throw new PostgresMigrationError(
        `the database has migration ${version} under the name "${name}", ` +
          `this program has ${known.has(version) ? `"${known.get(version)}"` : 'none'}`,
      );
    }
  }
}
