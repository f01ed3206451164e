export { crashablePostgres } from './crashable-postgres.ts';
export type { CrashablePostgres } from './crashable-postgres.ts';
export { describeWith, type TestComponents } from './describe-with.ts';
export { freePort } from './free-port.ts';
export { killCount } from './kill-count.ts';
export { startPgBouncer, type TestPgBouncer } from './start-pgbouncer.ts';
export { startService, type TestService } from './start-service.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export type {
  TestDatabase,
  TestDatabaseServer,
  TestNatsServer,
  TestRedisServer,
} from './test-server.ts';
export { testMariadb, testNats, testPostgres, testRedis } from './test-servers.ts';
export { startCuttingProxy } from './cutting-proxy.ts';
export type { CuttingProxy } from './cutting-proxy.ts';
