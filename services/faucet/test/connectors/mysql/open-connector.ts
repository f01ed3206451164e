import { createLog } from '@aquifer/service';
import type { TestDatabaseServer } from '@aquifer/testing';
import type { Connector } from '../../../src/connectors/connector.ts';
import { type Mysql, openMysql } from '../../../src/connectors/mysql/mysql.ts';
import { openMysqlConnector } from '../../../src/connectors/mysql/open-mysql-connector.ts';
import { parseMysqlDsn } from '../../../src/connectors/mysql/parse-dsn.ts';
import { type DatabaseService, defaultPoolLimits } from '../../../src/model/database-service.ts';
import { databaseService } from '../database-service.ts';

/** A database of its own with a connector on it. */
export interface OpenConnector {
  readonly connector: Connector;
  readonly url: string;
  /** Runs one statement outside the connector. */
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a database, runs the statements in it, and connects. */
export const openConnector = async (
  server: TestDatabaseServer,
  ddl: readonly string[],
): Promise<OpenConnector> => {
  const database = await server.createDatabase();
  const mysql = openMysql(parseMysqlDsn(database.url), {
    ...defaultPoolLimits,
    maxOpenConnections: 1,
  });
  for (const sql of ddl) await execute(mysql, sql);
  const connector = await connectTo(database.url);
  return {
    connector,
    url: database.url,
    execute: (sql) => execute(mysql, sql),
    close: async () => {
      await connector.close();
      await mysql.close();
      await database.drop();
    },
  };
};

const execute = async (mysql: Mysql, sql: string): Promise<void> => {
  await mysql.session((session) => session.text(sql, {}, 0));
};

export const connectTo = (dsn: string, parts: Partial<DatabaseService> = {}): Promise<Connector> =>
  openMysqlConnector(databaseService('mysql', dsn, parts), {
    log: createLog({ level: 'silent', format: 'json' }),
  });
