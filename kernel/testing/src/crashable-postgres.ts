import { chmodSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startReaper } from './reaper.ts';
import type { ServerProcess } from './server-process.ts';
import { makePostgresCluster, runPostgres, urlOf } from './start-postgres.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A PostgreSQL of one test's own, to be killed and started again. */
export interface CrashablePostgres {
  /** Address with full rights; stays the same. */
  readonly url: string;
  /** The folder of its files. */
  readonly data: string;
  /** Kills it as `kill -9` does. */
  crash(): Promise<void>;
  /** Starts it on what the crash left. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * What was committed survives a crash of the process, by its write-ahead log; only a crash of the
 * machine could lose it, for nothing is forced to the disk.
 */
const processCrashSafe = { fsync: 'off', synchronous_commit: 'on', full_page_writes: 'on' };

/** Starts a PostgreSQL with an empty cluster, and with further settings each time it runs. */
export async function crashablePostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<CrashablePostgres> {
  const directory = temporaryDirectory();
  // The server runs as another user, who must be able to pass through.
  chmodSync(directory, 0o711);
  const cluster = await makePostgresCluster(directory);
  const reaper = startReaper(directory);
  let server = await run();

  async function run(): Promise<ServerProcess> {
    // The log of the run before says that it is ready as well.
    rmSync(cluster.logFile, { force: true });
    const started = await runPostgres(cluster, { ...processCrashSafe, ...settings });
    reaper.watch(started);
    return started;
  }
  return {
    url: urlOf(cluster),
    data: cluster.data,
    async crash() {
      process.kill(server.pid, 'SIGKILL');
      await server.stop();
    },
    async restart() {
      server = await patiently(run);
    },
    async stop() {
      await server.stop();
      reaper.dismiss();
    },
  };
}

const ATTEMPTS = 50;

/** Until the last process of the killed server has noticed, the new one refuses to start. */
async function patiently<Result>(start: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await delay(100);
    }
  }
}
