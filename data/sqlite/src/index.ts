export { SqliteParameterError } from './bind-parameters.ts';
export { makeFolder } from './make-folder.ts';
export { migrate, SqliteMigrationError, type SqliteMigration } from './migrate.ts';
export { openSqlite, type OpenSqliteOptions } from './open-sqlite.ts';
export { parseSqliteDsn, SqliteDsnError, type SqliteDsn } from './parse-sqlite-dsn.ts';
export type {
  SqliteColumn,
  SqliteDatabase,
  SqliteFunctionOptions,
  SqliteParameter,
  SqliteParameters,
  SqliteRow,
  SqliteRunResult,
  SqliteValue,
} from './sqlite-database.ts';
export {
  sqliteErrorCode,
  type SqliteErrorCode,
  sqliteErrorDetail,
  type SqliteErrorDetail,
} from './sqlite-error.ts';
export { SqliteOpenError } from './sqlite-open-error.ts';
