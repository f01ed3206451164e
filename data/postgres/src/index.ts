export { migrate, PostgresMigrationError, type PostgresMigration } from './migrate.ts';
export { openPostgres, type OpenPostgresOptions } from './open-postgres.ts';
export { parsePostgresUrl, PostgresUrlError, type PostgresAddress } from './parse-postgres-url.ts';
export type {
  Postgres,
  PostgresColumn,
  PostgresListener,
  PostgresListenOptions,
  PostgresPoolState,
  PostgresQueries,
  PostgresQueryOptions,
  PostgresResult,
  PostgresRow,
  PostgresStreamOptions,
  PostgresTransaction,
  PostgresTransactionOptions,
} from './postgres.ts';
export {
  postgresErrorCode,
  type PostgresErrorCode,
  postgresErrorDetail,
  type PostgresErrorDetail,
} from './postgres-error.ts';
export { PostgresFailure } from './postgres-failure.ts';
