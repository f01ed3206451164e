import { type Postgres, postgresErrorCode } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import { storeFailure } from './store-failure.ts';

/** Well below the time after which the watch of the store says that it is gone. */
const PATIENCE_MS = 3_000;

/**
 * Resolves when the server answers. Throws `store_busy` when nobody could ask it because all
 * connections are at work, and `store_unavailable` when it was asked and did not answer: who is busy
 * is not lost, and the two look alike to a caller who only waits.
 */
export async function checkAnswer(postgres: Postgres): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    await postgres.query('SELECT 1', [], { signal: patience });
  } catch (error) {
    const code = postgresErrorCode(error);
    if (code !== 'canceled' && code !== 'pool_exhausted') throw storeFailure(error);
    // Who gave up waiting stands in the queue until its turn.
    const isFull = code === 'pool_exhausted' || postgres.poolState().waiting > 0;
    throw fault(isFull ? 'store_busy' : 'store_unavailable', {}, { cause: error });
  }
}
