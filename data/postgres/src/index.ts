export { advisoryLockKey } from './advisory-lock.ts';
export { migrate, PostgresMigrationError, type PostgresMigration } from './migrate.ts';
export { openPostgres } from './open-postgres.ts';
export type { OpenPostgresOptions } from './open-postgres-options.ts';
export { parsePostgresUrl, PostgresUrlError, type PostgresAddress } from './parse-postgres-url.ts';
export type {
  Postgres,
  PostgresColumn,
  PostgresDecision,
  PostgresListener,
  PostgresListenOptions,
  PostgresPoolState,
  PostgresQueries,
  PostgresQueryOptions,
  PostgresReadThenWrite,
  PostgresResult,
  PostgresRow,
  PostgresStatement,
  PostgresStreamOptions,
  PostgresTransaction,
  PostgresTransactionOptions,
  PostgresWrites,
} from './postgres.ts';
export {
  postgresErrorCode,
  postgresErrorDetail,
  type PostgresErrorDetail,
} from './postgres-error.ts';
export type { PostgresErrorCode } from './postgres-error-code.ts';
export { PostgresAnswerTooLarge } from './answer-limit.ts';
export { PostgresFailure } from './postgres-failure.ts';
