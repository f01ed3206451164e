import type { Postgres } from './postgres.ts';

/** One step forward. Versions grow; a released step is never changed. */
export interface PostgresMigration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings `schema` (created when missing; the search path of every step) to the newest migration
 * and returns the versions applied now. Programs starting at once wait for each other under an
 * advisory lock. Throws PostgresMigrationError when a newer program was here or a recorded step
 * differs from ours by name.
 */
export function migrate(
  postgres: Postgres,
  schema: string,
  migrations: readonly PostgresMigration[],
): Promise<number[]> {
  throw new Error(
    `migrate is being written (${schema}, ${migrations.length}, ${postgres.poolState().total})`,
  );
}
