import type { Postgres } from '@aquifer/postgres';
import { advisoryLockKey } from '@aquifer/postgres';
import type { Retention } from '../retention.ts';
import { schemaName } from './schema.ts';
import { reachStore } from './store-failure.ts';

/** Rows that are removed at once. */
const PART = 1_000;

const sweepersLock = advisoryLockKey(`${schemaName} sweepers`);

/** Times never run back along the sequence. */
const dropChanges = `
  WITH part AS (
    SELECT seq, at FROM ${schemaName}.changes
    WHERE seq > (SELECT up_to FROM ${schemaName}.dropped) ORDER BY seq LIMIT ${PART}
  ), old AS (
    SELECT max(seq) AS last, count(*) AS found FROM part
    WHERE seq <= (SELECT head FROM ${schemaName}.state) - $1::bigint OR at < $2::bigint
  ), removed AS (
    DELETE FROM ${schemaName}.changes WHERE seq <= (SELECT last FROM old)
  )
  UPDATE ${schemaName}.dropped SET up_to = old.last FROM old WHERE old.last IS NOT NULL
  RETURNING old.found::int`;

/** Asked again behind the rows that were found, since a key may have been used anew meanwhile. */
const forgetAnswers = `
  DELETE FROM ${schemaName}.kept_answers
  WHERE expires_at <= $1 AND scope = ANY(ARRAY(
    SELECT scope FROM ${schemaName}.kept_answers
    WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${PART}
  ))`;

/** Removes a part of the changes and answers that are not to be kept; whether there may be more. */
export function sweepTables(
  postgres: Postgres,
  { changesMax, ageMax }: Retention,
  now: number,
): Promise<boolean> {
  const sweep = (): Promise<boolean> =>
    postgres.transaction(
      async (transaction) => {
        const isAlone = await transaction.value<boolean>('SELECT pg_try_advisory_xact_lock($1)', [
          sweepersLock,
        ]);
        // Another instance is at it.
        if (isAlone !== true) return false;
        const dropped = await transaction.value<number>(dropChanges, [changesMax, now - ageMax]);
        const forgotten = await transaction.query(forgetAnswers, [now]);
        return Math.max(dropped ?? 0, forgotten.count) >= PART;
      },
      { isolation: 'read committed' },
    );
  return reachStore(sweep);
}
