import { createHealth, createMetrics } from '@aquifer/http';
import type { ServiceContext } from '@aquifer/service';
import { openDirectory } from './access/directory.ts';
import { openRequestAccess } from './access/request-access.ts';
import { createSessionTokens, resolveSessionSecret } from './access/session-tokens.ts';
import { openSessions } from './access/sessions.ts';
import { openDesk } from './administration/desk.ts';
import type { Desk } from './administration/desk.ts';
import { createAdminFromSettings, warnWithoutAdmin } from './administration/first-admin.ts';
import { upsertServices } from './administration/upsert-services.ts';
import { openAuditLog } from './audit/audit-log.ts';
import { openConnector } from './connectors/open-connector.ts';
import { registerDatabaseChecks } from './databases/database-checks.ts';
import { openDatabases } from './databases/open-databases.ts';
import type { Faucet } from './faucet.ts';
import { createSessionIds } from './mcp/session-ids.ts';
import { drivers } from './model/database-service.ts';
import type { NewDatabaseService } from './model/database-service.ts';
import { ReadCache } from './records/read-cache.ts';
import type { FaucetSettings } from './settings.ts';
import { registerConfigStoreCheck } from './store/config-store-check.ts';
import { openConfigStore } from './store/open-config-store.ts';
import { version } from './version.ts';

export interface OpenFaucetOptions {
  /** Directory of the configuration store; made when missing. */
  readonly dataDir: string;
  /** Database services to be created or brought up to date at start. */
  readonly services: readonly NewDatabaseService[];
  /** Runs before anything answers, with the store open: a host may prepare roles and keys. */
  readonly prepare?: (desk: Desk) => Promise<void>;
  /** The host itself tells people how to become the first administrator, so the log need not. */
  readonly announcesSetup?: boolean;
}

/** How long start-up waits for databases that are slow to connect. */
const FIRST_CONNECT_MS = 5_000;

/** Opens everything but the HTTP server, in the order of need; the scope closes it the other way round. */
export async function openFaucet(
  { settings, log, scope }: ServiceContext<FaucetSettings>,
  { dataDir, services, prepare, announcesSetup = false }: OpenFaucetOptions,
): Promise<Faucet> {
  const store = await openConfigStore({ ...settings, dataDir, log });
  scope.defer('config store', () => store.close());
  log.info({ kind: settings.configDb ? 'postgres' : 'sqlite' }, 'config store initialized');
  log.info({ drivers: drivers.join(',') }, 'connector registry initialized');
  // Whatever FAUCET_TELEMETRY says: there is none to enable (contract §18).
  log.info('telemetry disabled');
  const audit = openAuditLog({ records: store.audit, log, retentionMs: settings.auditRetentionMs });
  scope.defer('audit log', () => audit.close());

  const desk = openDesk({ store, audit, actor: 'config-file' });
  await upsertServices(desk, services);
  await prepare?.(desk);
  const environment = openDesk({ store, audit, actor: 'environment' });
  await createAdminFromSettings(environment, settings, log);
  if (!announcesSetup) await warnWithoutAdmin(store, log);

  const secret = await resolveSessionSecret(store, settings.jwtSecret, log);
  const tokens = createSessionTokens({ secret, lifetimeMs: settings.sessionLifetimeMs });
  const access = openRequestAccess({ store, settings, log });
  scope.defer('key usage', () => access.close());
  const directory = await openDirectory({ store, tokens, log, keyUsed: access.keyUsed });
  scope.defer('directory', () => directory.close());
  const databases = await openDatabases({
    directory,
    store,
    openConnector: (service, context) =>
      openConnector(service, { ...context, writeTimeoutMs: settings.queryTimeoutMs }),
    log,
  });
  scope.defer('databases', () => databases.close());
  await databases.settled(FIRST_CONNECT_MS);

  const health = createHealth();
  registerConfigStoreCheck(health, store);
  registerDatabaseChecks(health, databases);
  return {
    version,
    settings,
    log,
    store,
    directory,
    databases,
    sessions: openSessions({ store, tokens, audit, log }),
    audit,
    reads: new ReadCache(),
    mcpSessions: createSessionIds(secret),
    health,
    metrics: createMetrics({ service: 'faucet' }),
    authenticate: (request) => access.authenticate(directory, request),
    rateLimitOf: access.rateLimitOf,
  };
}
