import type { SqliteDatabase } from './sqlite-database.ts';

/** One step forward. Versions grow; a released step is never changed. */
export interface SqliteMigration {
  readonly version: number;
  readonly name: string;
  /** One or more statements. */
  readonly sql: string;
}

/** The file and the program do not belong together; the message says how. */
export class SqliteMigrationError extends Error {
  override readonly name = 'SqliteMigrationError';
  /** Whether the file was written by a newer release. */
  readonly isNewer: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isNewer?: boolean } = {}) {
    super(message, options);
    this.isNewer = options.isNewer ?? false;
  }
}

interface Applied {
  readonly version: number | bigint;
  readonly name: string;
}

/**
 * Brings the schema to the newest migration in one transaction, which holds the write lock from
 * the start, and returns the versions applied now. Applied steps are recorded in the table
 * `schema_migrations`. Throws SqliteMigrationError when the file was written by a newer program or
 * a recorded step has another name than ours; the file is then unchanged. `schema` names a file
 * that was attached; the SQL of its migrations must name it as well.
 */
export function migrate(
  database: SqliteDatabase,
  migrations: readonly SqliteMigration[],
  schema = 'main',
): number[] {
  checkOrder(migrations);
  return database.transaction(() => {
    database.run(`CREATE TABLE IF NOT EXISTS ${schema}.schema_migrations (
      version INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      applied_at TEXT NOT NULL
    )`);
    const applied = database.all<Applied>(`SELECT version, name FROM ${schema}.schema_migrations`);
    const names = new Map(applied.map(({ version, name }) => [Number(version), name]));
    checkApplied(names, migrations);
    const missing = migrations.filter(({ version }) => !names.has(version));
    for (const migration of missing) apply(database, migration, schema);
    return missing.map(({ version }) => version);
  });
}

function apply(
  database: SqliteDatabase,
  { version, name, sql }: SqliteMigration,
  schema: string,
): void {
  try {
    database.exec(sql);
  } catch (error) {
    throw new SqliteMigrationError(`migration ${version} (${name}) failed`, { cause: error });
  }
  if (!database.inTransaction) {
    throw new SqliteMigrationError(`migration ${version} (${name}) ended the transaction`);
  }
  const insert = `INSERT INTO ${schema}.schema_migrations (version, name, applied_at) VALUES (?, ?, ?)`;
  database.run(insert, [version, name, new Date()]);
}

function checkOrder(migrations: readonly SqliteMigration[]): void {
  let previous = 0;
  for (const { version } of migrations) {
    if (!Number.isSafeInteger(version) || version <= previous) {
      throw new SqliteMigrationError(`migration ${version} does not come after ${previous}`);
    }
    previous = version;
  }
}

function checkApplied(
  applied: ReadonlyMap<number, string>,
  migrations: readonly SqliteMigration[],
): void {
  const known = new Map(migrations.map(({ version, name }) => [version, name]));
  const newest = migrations.at(-1)?.version ?? 0;
  for (const [version, name] of applied) {
    if (version > newest) {
      throw new SqliteMigrationError(
        `the file has schema version ${version}, this program knows up to ${newest}: ` +
          'it was written by a newer release',
        { isNewer: true },
      );
    }
    if (known.get(version) !== name) {
      throw new SqliteMigrationError(
        `the file has migration ${version} under the name "${name}", ` +
          `this program has ${known.has(version) ? `"${known.get(version)}"` : 'none'}`,
      );
    }
  }
}
