import { chmodSync, readFileSync, rmSync } from 'node:fs';
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
  /** Kills all of its processes as `kill -9` does: nobody is answered any more when it resolves. */
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
      // Alone, those that serve connections go on for a moment after the first process is gone.
      const all = [server.pid, ...childrenOf(server.pid)];
      for (const pid of all) killAtOnce(pid);
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

/** proc(5); as it is no more than a courtesy, none where there is no such file. */
function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** One that has ended meanwhile is as good. */
function killAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
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
