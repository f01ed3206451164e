import type { Driver } from '../model/database-service.ts';
import type { OpenConnector } from './connector-opener.ts';

/** The only place that knows every adapter; a driver is loaded when its first service opens. */
const adapters: Readonly<Record<Driver, () => Promise<OpenConnector>>> = {
  mssql: async () => (await import('./mssql/open-mssql-connector.ts')).openMssqlConnector,
  mysql: async () => (await import('./mysql/open-mysql-connector.ts')).openMysqlConnector,
  oracle: async () => (await import('./oracle/open-oracle-connector.ts')).openOracleConnector,
  postgres: async () =>
    (await import('./postgres/open-postgres-connector.ts')).openPostgresConnector,
  snowflake: async () =>
    (await import('./snowflake/open-snowflake-connector.ts')).openSnowflakeConnector,
  sqlite: async () => (await import('./sqlite/open-sqlite-connector.ts')).openSqliteConnector,
};

/** Connects a service's database. Rejects with database_unavailable, invalid_parameter. */
export const openConnector: OpenConnector = async (service, context) => {
  const open = await adapters[service.driver]();
  return open(service, context);
};
