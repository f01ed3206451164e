import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import { startServerProcess } from './server-process.ts';
import type { StartedServer } from './start-postgres.ts';

/** Starts a NATS that keeps nothing. */
export async function startNats(directory: string): Promise<StartedServer> {
  const program = findProgram('nats-server');
  if (program === undefined) throw new Error('nats-server is not installed');
  const port = await freePort();
  const server = await startServerProcess({
    program,
    arguments: ['--addr', '127.0.0.1', '--port', String(port)],
    logFile: join(directory, 'nats.log'),
    ready: /Server is ready/,
    stopSignal: 'SIGTERM',
  });
  return { process: server, url: `nats://127.0.0.1:${port}` };
}
