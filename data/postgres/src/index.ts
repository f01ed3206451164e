export { migrate, type PostgresMigration } from './migrate.ts';
export { openPostgres, type OpenPostgresOptions } from './open-postgres.ts';
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
