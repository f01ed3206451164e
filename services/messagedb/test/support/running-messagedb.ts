import { createLog, openScope, readSettings } from '@aquifer/service';
import { onTestFinished } from 'vitest';
import { createMessageDbService } from '../../src/service.ts';
import { messageDbSettings } from '../../src/settings.ts';

/** A MessageDB on a free port that keeps its messages in memory. */
export interface RunningMessageDb {
  readonly url: string;
  /** Of the namespace `default`. */
  readonly token: string;
  /** The answer to an RPC, which must be 200. */
  rpc<Result = unknown>(call: readonly unknown[], token?: string): Promise<Result>;
  /** One message each, all at once; resolves when all are stored. */
  write(...streamNames: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export const defaultToken = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;

/** Stopped when the test is over. */
export async function runMessageDb(
  env: Readonly<Record<string, string>> = {},
  options: Parameters<typeof createMessageDbService>[0] = {},
): Promise<RunningMessageDb> {
  const settings = readSettings(messageDbSettings, {
    env: {
      MESSAGEDB_HOST: '127.0.0.1',
      MESSAGEDB_PORT: '0',
      MESSAGEDB_TOKEN: defaultToken,
      ...env,
    },
  });
  const log = createLog({ level: 'silent', format: 'json' });
  const scope = openScope();
  const { urls } = await createMessageDbService(options).start({ settings, log, scope });
  const url = (urls[0]?.url ?? '').replace(/\/rpc$/, '');
  const stop = async (): Promise<void> => {
    await scope.close({ deadlineMs: 5_000, log });
  };
  onTestFinished(stop);
  const rpc = async <Result>(call: readonly unknown[], token = defaultToken): Promise<Result> => {
    const response = await fetch(`${url}/rpc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(call),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text) as Result;
  };
  return {
    url,
    token: defaultToken,
    rpc,
    async write(...streamNames) {
      const message = { type: 'Happened', data: {} };
      await Promise.all(streamNames.map((name) => rpc(['stream.write', name, message])));
    },
    stop,
  };
}
