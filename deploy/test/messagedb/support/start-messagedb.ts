import { freePort, temporaryDirectory } from '@aquifer/testing';
import type { RunningServer } from '../../support/program.ts';
import { messageDbProgram } from './run-messagedb.ts';

/** A token of the namespace `default`, as it is written in full. */
export const defaultToken = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;

/** A MessageDB that runs as a process of its own and keeps messages in memory. */
export interface StartedMessageDb {
  readonly server: RunningServer;
  readonly port: number;
  readonly url: string;
  /** Calls a method as `default`; resolves with its result, throws with the answer else. */
  rpc(...request: readonly unknown[]): Promise<unknown>;
}

/** Starts words of a deployment file, on a free port, with an environment of its own. */
export async function startMessageDb(
  argv: readonly string[] = ['messagedb', 'serve'],
  env: Readonly<Record<string, string>> = { MESSAGEDB_TOKEN: defaultToken },
  cwd: string = temporaryDirectory(),
): Promise<StartedMessageDb> {
  const port = await freePort();
  const server = messageDbProgram.start(argv, {
    env: { HOME: cwd, ...env, MESSAGEDB_PORT: String(port) },
    cwd,
  });
  await messageDbProgram.untilHealthy(server, port);
  const url = `http://127.0.0.1:${port}`;
  return {
    server,
    port,
    url,
    async rpc(...request) {
      const token = env['MESSAGEDB_TOKEN'] ?? defaultToken;
      const response = await fetch(`${url}/rpc`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(request),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${response.status} ${text}`);
      return JSON.parse(text) as unknown;
    },
  };
}
