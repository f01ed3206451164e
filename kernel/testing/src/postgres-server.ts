import pg from 'pg';
import { databaseName, withDatabase } from './database-name.ts';
import type { TestDatabaseServer } from './test-server.ts';

/** A PostgreSQL at this address, in which tests make databases. */
export function postgresServer(url: string): TestDatabaseServer {
  return {
    url,
    async createDatabase() {
      const name = databaseName();
      await execute(url, `CREATE DATABASE ${name}`);
      return {
        url: withDatabase(url, name),
        drop: () => execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      };
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
