export { crashablePostgres } from './crashable-postgres.ts';
export type { CrashablePostgres } from './crashable-postgres.ts';
export { describeWith, type TestComponents } from './describe-with.ts';
export { freePort } from './free-port.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export type { TestDatabase, TestDatabaseServer, TestRedisServer } from './test-server.ts';
export { testMariadb, testPostgres, testRedis } from './test-servers.ts';
