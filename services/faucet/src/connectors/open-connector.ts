import { fault } from '../faults.ts';
import type { Driver } from '../model/database-service.ts';
import type { OpenConnector } from './connector-opener.ts';

/** The only place that knows every adapter; a driver is loaded when its first service opens. */
const adapters: Readonly<Partial<Record<Driver, () => Promise<OpenConnector>>>> = {
  mssql: async () => (await import('./mssql/open-mssql-connector.ts')).openMssqlConnector,
  mysql: async () => (await import('./mysql/open-mysql-connector.ts')).openMysqlConnector,
  oracle: async () => (await import('./oracle/open-oracle-connector.ts')).openOracleConnector,
  postgres: async () =>
    (await import('./postgres/open-postgres-connector.ts')).openPostgresConnector,
  sqlite: async () => (await import('./sqlite/open-sqlite-connector.ts')).openSqliteConnector,
};

/** Connects a service's database. Rejects with database_unavailable, invalid_parameter, not_supported. */
export const openConnector: OpenConnector = async (service, context) => {
  const load = adapters[service.driver];
  if (load === undefined) {
    throw fault('not_supported', { driver: service.driver, feature: 'connections yet' });
  }
  const open = await load();
  return open(service, context);
};
