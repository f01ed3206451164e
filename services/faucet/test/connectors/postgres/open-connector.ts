import { openPostgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import type { TestDatabaseServer } from '@aquifer/testing';
import type { Connector } from '../../../src/connectors/connector.ts';
import { openPostgresConnector } from '../../../src/connectors/postgres/open-postgres-connector.ts';
import type { DatabaseService } from '../../../src/model/database-service.ts';
import { databaseService } from '../database-service.ts';

/** A database of its own with a connector on it. */
export interface OpenConnector {
  readonly connector: Connector;
  readonly url: string;
  /** Runs statements outside the connector. */
  execute(script: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a database, runs `ddl` in it, and connects. */
export const openConnector = async (
  server: TestDatabaseServer,
  ddl: string,
  parts: Partial<DatabaseService> = {},
): Promise<OpenConnector> => {
  const database = await server.createDatabase();
  const postgres = openPostgres(database.url, { poolMax: 1 });
  await postgres.exec(ddl);
  const connector = await connectTo(database.url, parts);
  return {
    connector,
    url: database.url,
    execute: (script) => postgres.exec(script),
    close: async () => {
      await connector.close();
      await postgres.close();
      await database.drop();
    },
  };
};

export const connectTo = (dsn: string, parts: Partial<DatabaseService> = {}): Promise<Connector> =>
  openPostgresConnector(databaseService('postgres', dsn, parts), {
    log: createLog({ level: 'silent', format: 'json' }),
  });
