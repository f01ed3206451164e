import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';

/** A built `messagedb serve` on a free port of loopback. */
export interface MessageDbServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly token: string;
  /** Calls a method; throws unless it succeeds. */
  call<Result>(...call: readonly unknown[]): Promise<Result>;
  stop(): Promise<void>;
}

const program = fileURLToPath(
  new URL('../../../services/messagedb/bin/messagedb.js', import.meta.url),
);
const token = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;
const HEALTHY_POLL_MS = 10;
/** Calls that wait for a connection are written late, which counts. */
const CONNECTIONS = 32;

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
      MESSAGEDB_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const isHealthy = async (): Promise<boolean> =>
    (await fetch(`${url}/health`).catch(() => undefined))?.ok === true;
  while (!(await isHealthy())) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, HEALTHY_POLL_MS));
  }
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    url,
    port,
    token,
    pid: child.pid ?? 0,
    call: (...call) => post(port, agent, JSON.stringify(call)),
    async stop() {
      agent.destroy();
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** By Node's own client, which costs less than fetch. */
function post<Result>(port: number, agent: Agent, body: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = { host: '127.0.0.1', port, path: '/rpc', method: 'POST', agent, headers };
    const call = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part)).on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text) as Result);
        else reject(new Error(`${answer.statusCode} ${text}`));
      });
    });
    call.on('error', reject).end(body);
  });
}
