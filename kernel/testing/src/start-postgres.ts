import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findEmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** A started server: its process and the address with full rights. */
export interface StartedServer {
  readonly process: ServerProcess;
  readonly url: string;
}

/** The user nobody, for PostgreSQL refuses to run as root. */
const nobody = 65_534;

/** A crash may lose everything: nothing here is worth a sync. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  // Addresses by TCP only; the path of a socket could be too long for one.
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** Starts PostgreSQL with an empty cluster in `directory`, open to everyone on this machine. */
export async function startPostgres(directory: string): Promise<StartedServer> {
  const user = process.getuid?.() === 0 ? nobody : undefined;
  const programs = await findEmbeddedPostgres(directory, user);
  const data = join(directory, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) chownSync(data, user, user);
  await promisify(execFile)(
    programs.initdb,
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    user === undefined ? {} : { uid: user, gid: user },
  );
  const port = await freePort();
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startServerProcess({
    program: programs.postgres,
    arguments: ['-D', data, '-p', String(port), ...options],
    logFile: join(directory, 'postgres.log'),
    ready: /database system is ready to accept connections/,
    stopSignal: 'SIGINT',
    ...(user === undefined ? {} : { user }),
  });
  return { process: server, url: `postgres://postgres@127.0.0.1:${port}/postgres` };
}
