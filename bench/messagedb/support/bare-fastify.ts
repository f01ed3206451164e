import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process with one Fastify route and no more, to see what HTTP alone costs on a machine. */
export interface BareServer {
  readonly url: string;
  readonly pid: number;
  /** It asks for none. */
  readonly token: string;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('bare-fastify-process.ts', import.meta.url));

export async function startBareFastify(): Promise<BareServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the bare server ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    token: 'none',
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
