import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import { startServerProcess } from './server-process.ts';
import type { StartedServer } from './start-postgres.ts';

/** Starts a Redis that keeps nothing. */
export async function startRedis(directory: string): Promise<StartedServer> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed');
  const data = join(directory, 'redis');
  mkdirSync(data);
  const port = await freePort();
  const server = await startServerProcess({
    program,
    arguments: Object.entries({
      '--port': String(port),
      '--bind': '127.0.0.1',
      '--dir': data,
      '--save': '',
      '--appendonly': 'no',
      '--daemonize': 'no',
    }).flat(),
    logFile: join(directory, 'redis.log'),
    ready: /Ready to accept connections/,
    stopSignal: 'SIGTERM',
  });
  return { process: server, url: `redis://127.0.0.1:${port}` };
}
