import { freePort, temporaryDirectory } from '@aquifer/testing';
import type { RunningServer } from '../../support/program.ts';
import { estuaryProgram } from './run-estuary.ts';

/** An Estuary that runs as a process of its own. */
export interface StartedEstuary {
  readonly server: RunningServer;
  readonly port: number;
  readonly url: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly port?: number;
}

/** Starts words of a deployment file, on a free port or a given one, with an environment of its own. */
export async function startEstuary(
  argv: readonly string[] = ['estuary'],
  env: Readonly<Record<string, string>> = {},
  { cwd = temporaryDirectory(), uid, ...options }: StartOptions = {},
): Promise<StartedEstuary> {
  const port = options.port ?? (await freePort());
  const server = estuaryProgram.start(argv, {
    env: { HOME: cwd, ...env, PORT: String(port) },
    cwd,
    uid,
  });
  await estuaryProgram.untilHealthy(server, port);
  return { server, port, url: `http://127.0.0.1:${port}` };
}
