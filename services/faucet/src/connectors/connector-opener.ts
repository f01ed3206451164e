import type { Log } from '@aquifer/service';
import type { DatabaseService } from '../model/database-service.ts';
import type { Connector } from './connector.ts';

/** What adapters are opened with besides the service. */
export interface ConnectorContext {
  readonly log: Log;
  /**
   * How long an insert, update or delete may take. Then it is really interrupted, nothing of it is
   * written, and it fails with query_timeout. Without it there is no limit.
   */
  readonly writeTimeoutMs?: number | undefined;
}

/** Opens one adapter. Rejects with database_unavailable or invalid_parameter (a bad DSN). */
export type OpenConnector = (
  service: DatabaseService,
  context: ConnectorContext,
) => Promise<Connector>;
