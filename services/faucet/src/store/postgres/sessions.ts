import type { SessionRecords } from '../config-store.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';

export function createSessionRecords(pool: StorePool): SessionRecords {
  return {
    end: (tokenHash, expiresAt) =>
      pool.write(async (transaction) => {
        // An expired token is refused anyway.
        await transaction.query('DELETE FROM faucet.ended_sessions WHERE expires_at <= now()');
        await transaction.query(
          `INSERT INTO faucet.ended_sessions (token_hash, expires_at) VALUES ($1, $2)
           ON CONFLICT DO NOTHING`,
          [tokenHash, expiresAt],
        );
      }),
  };
}

export async function listEndedSessions(queries: StoreQueries): Promise<ReadonlySet<string>> {
  const rows = await queries.rows<{ token_hash: string }>(
    'SELECT token_hash FROM faucet.ended_sessions',
  );
  return new Set(rows.map((row) => row.token_hash));
}
