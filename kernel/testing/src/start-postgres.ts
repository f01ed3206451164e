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
const carelessSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
} as const;

const settings = {
  max_connections: '200',
  // Addresses by TCP only; the path of a socket could be too long for one.
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;

/** A cluster on disk, and how to run it. */
export interface PostgresCluster {
  readonly postgres: string;
  readonly data: string;
  readonly logFile: string;
  readonly port: number;
  readonly user: number | undefined;
}

/** Starts PostgreSQL with an empty cluster in `directory`, open to everyone on this machine. */
export async function startPostgres(directory: string): Promise<StartedServer> {
  const cluster = await makePostgresCluster(directory);
  return { process: await runPostgres(cluster, carelessSettings), url: urlOf(cluster) };
}

/** Makes an empty cluster in `directory` that everyone on this machine may use. */
export async function makePostgresCluster(directory: string): Promise<PostgresCluster> {
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
  const logFile = join(directory, 'postgres.log');
  return { postgres: programs.postgres, data, logFile, port: await freePort(), user };
}

/** Runs a cluster with further settings, until its process is stopped. */
export function runPostgres(
  { postgres, data, logFile, port, user }: PostgresCluster,
  more: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const all = Object.entries({ ...settings, ...more });
  return startServerProcess({
    program: postgres,
    arguments: ['-D', data, '-p', String(port), ...all.flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    logFile,
    ready: /database system is ready to accept connections/,
    stopSignal: 'SIGINT',
    ...(user === undefined ? {} : { user }),
  });
}

export const urlOf = ({ port }: PostgresCluster): string =>
  `postgres://postgres@127.0.0.1:${port}/postgres`;
