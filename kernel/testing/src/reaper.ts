import { spawn } from 'node:child_process';
import type { ServerProcess } from './server-process.ts';

export interface Reaper {
  /** From now on the server is stopped even if this process is killed. */
  watch(server: ServerProcess): void;
  /** Everything was put in order; nothing is left to do. */
  dismiss(): void;
}

/**
 * Reads "signal pid" lines until its input ends, which happens when the run dies for whatever
 * reason, kill -9 included. Then it stops those processes and removes the folder of the run.
 */
const script = `
  trap '' INT TERM HUP
  stop=
  while read -r signal pid; do stop="$stop kill -s $signal $pid 2>/dev/null;"; done
  eval "$stop"
  sleep 1
  rm -rf -- "$1"
`;

/** Starts a small shell that outlives this process and cleans up after it. */
export function startReaper(directory: string): Reaper {
  const child = spawn('/bin/sh', ['-c', script, 'aquifer-test-reaper', directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return {
    watch(server) {
      child.stdin.write(`${server.stopSignal.slice(3)} ${server.pid}\n`);
    },
    dismiss() {
      child.kill('SIGKILL');
    },
  };
}
