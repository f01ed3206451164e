import type { TestDatabaseServer, TestRedisServer } from './test-server.ts';

/** What a suite may need, and what it is then given. */
export interface TestComponents {
  postgres: TestDatabaseServer;
  mariadb: TestDatabaseServer;
  redis: TestRedisServer;
  /** Absolute path of the nginx program. */
  nginx: string;
  /** Absolute path of the caddy program. */
  caddy: string;
}

/**
 * `describe` for a suite that needs a real component. Where it cannot be had, the suite is skipped
 * and named at the end of the run; with CI=true it fails instead. Must be awaited at the top level
 * of the test file: `await describeWith('mariadb', 'reading', (mariadb) => { it(…) })`.
 */
export function describeWith<Name extends keyof TestComponents>(
  component: Name,
  name: string,
  define: (component: TestComponents[Name]) => void,
): Promise<void> {
  throw new Error(`describeWith is being written (${component}, ${name}, ${define.length})`);
}
