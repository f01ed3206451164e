import type { Log } from '@aquifer/service';
import type { OpenConnector } from '../connectors/connector-opener.ts';
import type { Connector } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { DatabaseService } from '../model/database-service.ts';

/** One service's way to its database: tried until it is there, kept until it is closed. */
export interface Connection {
  /** Absent while there is no connection. */
  readonly connector: Connector | undefined;
  /** Whether the first attempt is still under way. */
  readonly isNew: boolean;
  /** The attempt under way, or a new one. Rejects with the reason. */
  connect(): Promise<Connector>;
  /** Lets running statements finish. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly service: DatabaseService;
  readonly openConnector: OpenConnector;
  readonly log: Log;
  readonly onConnected: (connector: Connector) => void;
}

const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 5_000;

/** Starts to connect at once. */
export function openConnection(options: ConnectionOptions): Connection {
  const { service, log, onConnected } = options;
  const facts = { service: service.name, driver: service.driver };
  let connector: Connector | undefined;
  let attempt: Promise<Connector> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;

  async function tryToConnect(): Promise<Connector> {
    try {
      const opened = await openAnswering(options);
      if (closed) {
        await opened.close();
        throw fault('service_not_found', { service: service.name });
      }
      connector = opened;
      log.info(facts, 'connected service');
      onConnected(opened);
      return opened;
    } catch (error) {
      failures += 1;
      if (!closed) retryLater(error);
      throw error;
    } finally {
      attempt = undefined;
    }
  }

  function retryLater(error: unknown): void {
    // Once is enough to know; readiness says that it goes on.
    const level = failures === 1 ? 'error' : 'debug';
    log[level]({ ...facts, err: error }, 'failed to connect service');
    const waitMs = Math.min(RETRY_MS_MIN * 2 ** (failures - 1), RETRY_MS_MAX);
    retry = setTimeout(() => start(), waitMs).unref();
  }

  function connect(): Promise<Connector> {
    if (connector !== undefined) return Promise.resolve(connector);
    clearTimeout(retry);
    attempt ??= tryToConnect();
    return attempt;
  }

  function start(): void {
    connect().catch(() => undefined); // Logged, and tried again.
  }

  start();
  return {
    get connector() {
      return connector;
    },
    get isNew() {
      return failures === 0 && connector === undefined;
    },
    connect,
    async close() {
      closed = true;
      clearTimeout(retry);
      await attempt?.catch(() => undefined);
      await connector?.close();
    },
  };
}

/** A connector counts as connected when its database has answered once. */
async function openAnswering(options: ConnectionOptions): Promise<Connector> {
  const { service, openConnector, log } = options;
  if (service.dsnUnreadable) throw fault('encryption_key_wrong', { service: service.name });
  const connector = await openConnector(service, { log });
  try {
    await connector.ping();
    return connector;
  } catch (error) {
    await connector.close();
    throw error;
  }
}
