import type { TestDatabaseServer, TestRedisServer } from './test-server.ts';

/** PostgreSQL: AQUIFER_TEST_PG_URL, else the one from npm, started once per run when first asked. */
export function testPostgres(): Promise<TestDatabaseServer> {
  throw new Error('testPostgres is being written');
}

/** MariaDB: AQUIFER_TEST_MYSQL_URL, else the installed one, started once per run when first asked. */
export function testMariadb(): Promise<TestDatabaseServer> {
  throw new Error('testMariadb is being written');
}

/** Redis: AQUIFER_TEST_REDIS_URL, else the installed one, started once per run when first asked. */
export function testRedis(): Promise<TestRedisServer> {
  throw new Error('testRedis is being written');
}
