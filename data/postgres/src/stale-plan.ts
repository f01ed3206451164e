import pg from 'pg';

/** A table has changed under a prepared statement, or somebody ran DISCARD ALL. */
export function isStalePlan(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  if (error.code === '26000') return true;
  return error.code === '0A000' && error.routine === 'RevalidateCachedQuery';
}
