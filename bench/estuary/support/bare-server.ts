import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../../support/start-program.ts';
import type { EstuaryServer } from './estuary-server.ts';

const program = fileURLToPath(new URL('bare-process.ts', import.meta.url));
/** Those that Fastify sends with every answer. */
const OWN = new Set(['content-type', 'content-length', 'date', 'connection', 'keep-alive']);

/** What HTTP costs on this machine: a bare route whose answers have as many headers as those of `like`. */
export async function startBare(like: string): Promise<EstuaryServer> {
  const answer = await fetch(like);
  await answer.arrayBuffer();
  const headers = [...answer.headers.keys()].filter((name) => !OWN.has(name)).length;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const running = await startProgram({
    args: ['--import', tsx, program, String(port), String(headers)],
    env: {},
    readyUrl: `${url}/ready`,
  });
  return { ...running, url };
}
