import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';

/** A built `messagedb serve` on a free port of loopback. */
export interface MessageDbServer {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  /** Calls a method; throws unless it succeeds. */
  call<Result>(...request: readonly unknown[]): Promise<Result>;
  stop(): Promise<void>;
}

const program = fileURLToPath(
  new URL('../../../services/messagedb/bin/messagedb.js', import.meta.url),
);
const token = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;

/** Starts it with these variables; its log shows warnings only, as one would under load. */
export async function startMessageDb(
  env: Readonly<Record<string, string>>,
): Promise<MessageDbServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      MESSAGEDB_HOST: '127.0.0.1',
      MESSAGEDB_PORT: String(port),
      MESSAGEDB_TOKEN: token,
      MESSAGEDB_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (let attempt = 0; ; attempt += 1) {
    if ((await fetch(`${url}/health`).catch(() => undefined))?.ok === true) break;
    if (attempt === 400) throw new Error('messagedb did not start');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    url,
    token,
    pid: child.pid ?? 0,
    async call(...request) {
      const response = await fetch(`${url}/rpc`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(request),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as never;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
