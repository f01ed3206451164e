import { createConnection } from 'mysql2/promise';
import { databaseName, withDatabase } from './database-name.ts';
import type { TestDatabaseServer } from './test-server.ts';

/** A MariaDB or MySQL at this address, in which tests make databases. */
export function mariadbServer(url: string): TestDatabaseServer {
  return {
    url,
    async createDatabase() {
      const name = databaseName();
      await execute(url, `CREATE DATABASE ${name}`);
      return {
        url: withDatabase(url, name),
        drop: () => execute(url, `DROP DATABASE IF EXISTS ${name}`),
      };
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
