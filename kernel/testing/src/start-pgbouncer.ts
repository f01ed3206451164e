import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startReaper } from './reaper.ts';
import { startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A PgBouncer of one test's own, in transaction mode. */
export interface TestPgBouncer {
  /** The address by which the same database is reached through it. */
  through(databaseUrl: string): string;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** Any database of the server it stands before, which asks for no password. */
  readonly serverUrl: string;
  /** Connections to each database. Few, so that a client's transactions have another one each. */
  readonly poolSize: number;
  /** Parameters of a client's start that it passes over; it refuses clients for any other. */
  readonly ignoredParameters?: readonly string[];
}

/** The user nobody, for PgBouncer refuses to run as root. */
const nobody = 65_534;

/** Starts the given program before all databases of a server. */
export async function startPgBouncer(
  program: string,
  { serverUrl, poolSize, ignoredParameters = [] }: PgBouncerOptions,
): Promise<TestPgBouncer> {
  const directory = temporaryDirectory();
  // It runs as another user, who must be able to pass through.
  chmodSync(directory, 0o711);
  const { hostname, port: serverPort, username } = new URL(serverUrl);
  const port = await freePort();
  const file = join(directory, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} user=${username}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 500',
    `ignore_startup_parameters = ${ignoredParameters.join(', ')}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o644 });
  const reaper = startReaper(directory);
  const server = await startServerProcess({
    program,
    arguments: [file],
    logFile: join(directory, 'pgbouncer.log'),
    ready: /process up/,
    stopSignal: 'SIGTERM',
    ...(process.getuid?.() === 0 ? { user: nobody } : {}),
  });
  reaper.watch(server);
  return {
    through(databaseUrl) {
      const address = new URL(databaseUrl);
      address.port = String(port);
      return address.href;
    },
    async stop() {
      await server.stop();
      reaper.dismiss();
    },
  };
}
