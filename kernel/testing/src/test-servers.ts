import { requireServer } from './find-server.ts';
import { mariadbServer } from './mariadb-server.ts';
import { postgresServer } from './postgres-server.ts';
import type { TestDatabaseServer, TestNatsServer, TestRedisServer } from './test-server.ts';

/**
 * PostgreSQL: AQUIFER_TEST_PG_URL, else the one from npm, started once per run when first asked.
 * Throws when there is none; suites that should then be skipped use `describeWith`.
 */
export async function testPostgres(): Promise<TestDatabaseServer> {
  return postgresServer(await requireServer('postgres'));
}

/** MariaDB: AQUIFER_TEST_MYSQL_URL, else the installed one, started once per run when first asked. */
export async function testMariadb(): Promise<TestDatabaseServer> {
  return mariadbServer(await requireServer('mariadb'));
}

/** Redis: AQUIFER_TEST_REDIS_URL, else the installed one, started once per run when first asked. */
export async function testRedis(): Promise<TestRedisServer> {
  return { url: await requireServer('redis') };
}

/** NATS: AQUIFER_TEST_NATS_URL, else the installed one, started once per run when first asked. */
export async function testNats(): Promise<TestNatsServer> {
  return { url: await requireServer('nats') };
}
