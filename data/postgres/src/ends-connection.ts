import pg from 'pg';
import { PostgresAnswerTooLarge } from './answer-limit.ts';
import { PostgresFailure } from './postgres-failure.ts';

/**
 * After an error of a statement the connection is as good as before; when the server is going down,
 * has lost patience, or cannot be understood, and where we cut it, it is not. By state, since the
 * server may tell the severity in French.
 */
export function endsConnection(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(?:08|57P|25P03)/.test(error.code ?? '');
  if (error instanceof PostgresAnswerTooLarge) return true;
  return error instanceof PostgresFailure && lost.has(error.code);
}

const lost: ReadonlySet<string> = new Set(['unavailable', 'commit_unknown']);
