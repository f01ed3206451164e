import type { Health, Metrics } from '@aquifer/http';
import type { Log } from '@aquifer/service';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './access/caller.ts';
import type { Directory } from './access/directory.ts';
import type { RateLimitState } from './access/rate-limit.ts';
import type { Sessions } from './access/sessions.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Databases } from './databases/databases.ts';
import type { SessionIds } from './mcp/session-ids.ts';
import type { ReadCache } from './records/read-cache.ts';
import type { FaucetSettings } from './settings.ts';
import type { ConfigStore } from './store/config-store.ts';

/** The running parts, as handlers reach them. Wired in `service.ts`. */
export interface Faucet {
  readonly version: string;
  readonly settings: FaucetSettings;
  readonly log: Log;
  /** The configuration as it is stored: for administrators. */
  readonly store: ConfigStore;
  /** The configuration in memory: for every request. */
  readonly directory: Directory;
  readonly databases: Databases;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  /** Plans of reads, shared by REST and MCP. */
  readonly reads: ReadCache;
  readonly mcpSessions: SessionIds;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Who makes a request. Throws credentials_missing, key_invalid, token_invalid, rate_limited. */
  authenticate(request: FastifyRequest): Caller | Promise<Caller>;
  /** What is left of the key's allowance after this request; undefined: no limit. */
  rateLimitOf(request: FastifyRequest): RateLimitState | undefined;
}
