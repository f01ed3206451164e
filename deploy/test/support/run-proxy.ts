import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A reverse proxy that runs in the foreground as a process of its own. */
export interface RunningProxy {
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts a proxy and waits until it listens. Throws with what it said when it ends instead. */
export async function runProxy(
  program: string,
  args: readonly string[],
  options: { readonly port: number; readonly env?: Readonly<Record<string, string>> },
): Promise<RunningProxy> {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!(await listens(options.port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    await sleep(50);
  }
  return {
    signal: (name) => void child.kill(name),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
