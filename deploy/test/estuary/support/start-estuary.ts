import { freePort, temporaryDirectory } from '@aquifer/testing';
import type { RunningServer } from '../../support/program.ts';
import { estuaryProgram } from './run-estuary.ts';

/** An Estuary that runs as a process of its own. */
export interface StartedEstuary {
  readonly server: RunningServer;
  readonly port: number;
  readonly url: string;
}

/** Starts words of a deployment file, on a free port, with an environment of its own. */
export async function startEstuary(
  argv: readonly string[] = ['estuary'],
  env: Readonly<Record<string, string>> = {},
  {
    cwd = temporaryDirectory(),
    uid,
  }: { readonly cwd?: string; readonly uid?: number | undefined } = {},
): Promise<StartedEstuary> {
  const port = await freePort();
  const server = estuaryProgram.start(argv, {
    env: { HOME: cwd, ...env, PORT: String(port) },
    cwd,
    uid,
  });
  await estuaryProgram.untilHealthy(server, port);
  return { server, port, url: `http://127.0.0.1:${port}` };
}
