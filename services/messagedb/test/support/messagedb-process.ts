import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/messagedb.js', import.meta.url));

/** The token of `default` in tests. */
export const testToken = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;

/** A `messagedb serve` of its own, as it is built, that can be killed and started again at its port. */
export class MessageDbProcess {
  readonly port: number;
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #through: readonly string[];
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  /** What all its runs printed. */
  output = '';

  /** `through` is a command that becomes the one behind it, such as `env` or `prlimit`. */
  constructor(
    port: number,
    env: Readonly<Record<string, string>>,
    through: readonly string[] = [],
  ) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#env = env;
    this.#through = through;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const [command, ...args] = [...this.#through, process.execPath, program, 'serve'];
    const child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        MESSAGEDB_HOST: '127.0.0.1',
        MESSAGEDB_PORT: String(this.port),
        MESSAGEDB_TOKEN: testToken,
        MESSAGEDB_LOG_LEVEL: 'warn',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.#child = child;
    let hasEnded = false;
    this.#ended = new Promise((resolve) =>
      child.once('close', (code, signal) => {
        hasEnded = true;
        resolve(code ?? signal);
      }),
    );
    while (!(await this.#answers())) {
      if (hasEnded) throw new Error(`messagedb ended: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Ends it by a signal; resolves with its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.#child?.kill(signal);
    return this.#ended;
  }

  async #answers(): Promise<boolean> {
    const response = await fetch(`${this.url}/health`).catch(() => undefined);
    return response?.ok === true;
  }
}
