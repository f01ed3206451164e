import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from './deploy-file.ts';

/** A server's program, as lines of deployment files call it; here it runs from source. */
export interface Program {
  /** Starts `argv`, whose first word is the program's name or ends in it. */
  start(argv: readonly string[], options: RunOptions): RunningServer;
  /** Runs a command to its end. */
  run(argv: readonly string[], options: RunOptions): EndedCommand;
  /** Waits until it answers; throws with what it said when it ended instead. */
  untilHealthy(running: RunningServer, port: number): Promise<void>;
  /**
   * The unprivileged user to run as: nobody, when the tests run as root and nobody may read the
   * repository; else undefined, the user of the tests.
   */
  unprivilegedUser(): number | undefined;
}

/** A server that was started by a line of a deployment file. */
export interface RunningServer {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the exit code, or with the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface EndedCommand {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The whole environment, besides PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Of another user, for a root that gives its rights up. */
  readonly uid?: number | undefined;
  /** In a process group of its own, so that all processes of it can be signalled at once. */
  readonly ownGroup?: boolean;
}

/** The program of a server; `health` is the path that says whether it answers. */
export function programOf(server: string, health: string): Program {
  const main = resolve(repositoryRoot, 'services', server, 'bin', `${server}.js`);
  const wordsOf = (argv: readonly string[]): readonly string[] => {
    const [program = '', ...words] = argv;
    if (program.split('/').at(-1) !== server) throw new Error(`${program} is not ${server}`);
    return words;
  };
  return {
    start(argv, { env, cwd, uid, ownGroup = false }) {
      const child = spawn(process.execPath, [main, ...wordsOf(argv)], {
        cwd,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: ownGroup,
        ...(uid === undefined ? {} : { uid, gid: uid }),
      });
      const output = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
      const ended = new Promise<number | string>((settle) => {
        child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown'));
      });
      return { child, output, ended };
    },
    run(argv, { env, cwd }) {
      const ended = spawnSync(process.execPath, [main, ...wordsOf(argv)], {
        cwd,
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
      });
      return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
    },
    async untilHealthy({ child, output, ended }, port) {
      const url = `http://127.0.0.1:${port}${health}`;
      while (child.exitCode === null && child.signalCode === null) {
        const answer = await fetch(url).catch(() => undefined);
        if (answer?.ok) return;
        await sleep(50);
      }
      throw new Error(`${server} ended with ${await ended}: ${output.stdout}${output.stderr}`);
    },
    unprivilegedUser() {
      const nobody = 65_534;
      if (process.getuid?.() !== 0) return undefined;
      const user = { uid: nobody, gid: nobody };
      const readable = spawnSync(process.execPath, ['-e', 'process.exit(0)', main], {
        ...user,
        cwd: repositoryRoot,
      });
      return readable.status === 0 ? nobody : undefined;
    },
  };
}

/** Stops a server as Docker, Kubernetes and systemd do. Resolves with its exit code. */
export async function stopServer(running: RunningServer): Promise<number | string> {
  running.child.kill('SIGTERM');
  return running.ended;
}
