import { describe, it } from 'vitest';
import { components } from './components.ts';
import type { ComponentName } from './components.ts';
import { findProgram } from './find-program.ts';
import { findServer } from './find-server.ts';
import { isContinuousIntegration } from './is-continuous-integration.ts';
import { mariadbServer } from './mariadb-server.ts';
import { postgresServer } from './postgres-server.ts';
import type { TestDatabaseServer, TestNatsServer, TestRedisServer } from './test-server.ts';

/** What a suite may need, and what it is then given. */
export interface TestComponents {
  postgres: TestDatabaseServer;
  mariadb: TestDatabaseServer;
  redis: TestRedisServer;
  nats: TestNatsServer;
  /** Absolute path of the pgbouncer program, for `startPgBouncer`. */
  pgbouncer: string;
  /** Absolute path of the nginx program. */
  nginx: string;
  /** Absolute path of the caddy program. */
  caddy: string;
  /** Absolute path of the Chromium program. */
  chromium: string;
  /** Absolute path of GNU wget. */
  wget: string;
  /** Absolute path of the openssl program. */
  openssl: string;
  /** Absolute path of systemd's checker of units. */
  'systemd-analyze': string;
  /** Absolute path of the checker of Prometheus' files. */
  promtool: string;
  /** Absolute path of the checker of shell scripts. */
  shellcheck: string;
}

type Found<Value> = { readonly value: Value } | { readonly reason: string };

const finders: {
  readonly [Name in keyof TestComponents]: () => Promise<Found<TestComponents[Name]>>;
} = {
  postgres: async () => server(await findServer('postgres'), postgresServer),
  mariadb: async () => server(await findServer('mariadb'), mariadbServer),
  redis: async () => server(await findServer('redis'), (url) => ({ url })),
  nats: async () => server(await findServer('nats'), (url) => ({ url })),
  pgbouncer: async () => program('pgbouncer'),
  nginx: async () => program('nginx'),
  caddy: async () => program('caddy'),
  chromium: async () => program('chromium'),
  wget: async () => program('wget'),
  openssl: async () => program('openssl'),
  'systemd-analyze': async () => program('systemd-analyze'),
  promtool: async () => program('promtool'),
  shellcheck: async () => program('shellcheck'),
};

/**
 * `describe` for a suite that needs a real component. Where it cannot be had, the suite is skipped
 * and named at the end of the run; with CI=true it fails instead. Must be awaited at the top level
 * of the test file: `await describeWith('mariadb', 'reading', (mariadb) => { it(…) })`.
 */
export async function describeWith<Name extends keyof TestComponents>(
  component: Name,
  name: string,
  define: (component: TestComponents[Name]) => void,
): Promise<void> {
  const found = await finders[component]();
  if ('value' in found) {
    describe(name, () => define(found.value));
    return;
  }
  const title = `${name} (needs ${component}: ${firstLine(found.reason)})`;
  if (isContinuousIntegration()) {
    describe(title, () => {
      it('has what it needs', () => {
        throw new Error(found.reason);
      });
    });
  } else {
    describe.skip(title, () => {
      it('has what it needs', () => undefined);
    });
  }
}

function server<Value>(
  answer: Awaited<ReturnType<typeof findServer>>,
  make: (url: string) => Value,
): Found<Value> {
  return 'url' in answer ? { value: make(answer.url) } : answer;
}

function program(name: Exclude<ComponentName, 'mariadb' | 'redis' | 'nats'>): Found<string> {
  const value = findProgram(components[name].program);
  return value === undefined ? { reason: `${name} is not installed` } : { value };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
