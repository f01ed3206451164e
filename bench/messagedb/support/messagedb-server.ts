import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../faucet/support/free-port.ts';

/** A running MessageDB of this repository, as built, with its messages in memory. */
export interface MessageDbServer {
  readonly port: number;
  readonly pid: number;
  /** The answer to an RPC. */
  rpc<Result>(call: readonly unknown[]): Promise<Result>;
  stop(): Promise<void>;
}

const program = fileURLToPath(
  new URL('../../../services/messagedb/bin/messagedb.js', import.meta.url),
);
const healthyPollMs = 10;
/** Calls that wait for a connection are written late, which counts. */
const CONNECTIONS = 32;

/** In test mode, so that no token is needed. */
export async function startMessageDb(): Promise<MessageDbServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'serve', '--test-mode', '--port', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MESSAGEDB_LOG_LEVEL: 'warn' },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const origin = `http://127.0.0.1:${port}`;
  const isHealthy = (): Promise<boolean> =>
    fetch(`${origin}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isHealthy())) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, healthyPollMs));
  }
  return {
    port,
    pid: child.pid ?? 0,
    rpc: (call) => post(port, agent, JSON.stringify(call)),
    async stop() {
      agent.destroy();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** By Node's own client, which costs less than fetch. */
function post<Result>(port: number, agent: Agent, body: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/rpc', method: 'POST', agent };
    const call = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part)).on('error', reject);
      answer.on('end', () => resolve(JSON.parse(text) as Result));
    });
    call.on('error', reject).end(body);
  });
}
