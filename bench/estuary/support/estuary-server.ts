import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../../support/start-program.ts';
import type { Running } from '../../support/start-program.ts';

export interface EstuaryServer extends Running {
  readonly url: string;
}

const program = fileURLToPath(new URL('../../../services/estuary/bin/estuary.js', import.meta.url));

/** As in production: every header, a rate limit that counts but never refuses, warnings only in the log. */
const production: Readonly<Record<string, string>> = {
  APP_PROFILE: 'production',
  HOST: '127.0.0.1',
  RATE_LIMIT_MAX_REQUESTS: '1000000000',
  RUST_LOG: 'warn',
};

/** Starts the built Estuary with these variables on a free port of loopback. */
export async function startEstuary(env: Readonly<Record<string, string>>): Promise<EstuaryServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProgram({
    args: [program],
    env: { ...production, PORT: String(port), ...env },
    readyUrl: `${url}/health/ready`,
  });
  return { ...running, url };
}
