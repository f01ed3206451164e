import type { ConnectorContext } from '../../../src/connectors/connector-opener.ts';
import type { DatabaseService, Driver } from '../../../src/model/database-service.ts';

/** A service whose database is somewhere else. */
export const serviceOf = (driver: Driver, dsn: string): DatabaseService => ({
  id: 1,
  name: 'away',
  label: 'away',
  driver,
  dsn,
  schema: '',
  readOnly: false,
  rawSqlAllowed: false,
  isActive: true,
  schemaLock: 'none',
  privateKeyPath: '',
  pool: {
    maxOpenConnections: 4,
    maxIdleConnections: 2,
    connectionMaxLifetimeMs: 300_000,
    connectionMaxIdleTimeMs: 60_000,
  },
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

const silent = (): void => undefined;

/** A context that logs nothing. */
export const quiet: ConnectorContext = {
  log: { debug: silent, info: silent, warn: silent, error: silent } as unknown as ConnectorContext['log'],
};
