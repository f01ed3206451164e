export { migrate, PostgresMigrationError, type PostgresMigration } from './migrate.ts';
export { openPostgres } from './open-postgres.ts';
export type { OpenPostgresOptions } from './open-postgres-options.ts';
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
  postgresErrorDetail,
  type PostgresErrorDetail,
} from './postgres-error.ts';
export type { PostgresErrorCode } from './postgres-error-code.ts';
export { PostgresAnswerTooLarge } from './answer-limit.ts';
export { PostgresFailure } from './postgres-failure.ts';
