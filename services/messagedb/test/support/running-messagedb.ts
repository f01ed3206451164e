import { onTestFinished } from 'vitest';
import type { MessageDbOptions } from '../../src/open-messagedb.ts';
import { defaultToken, startMessageDb } from './start-messagedb.ts';

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

/** Stopped when the test is over. */
export async function runMessageDb(
  env: Readonly<Record<string, string>> = {},
  options: MessageDbOptions = {},
): Promise<RunningMessageDb> {
  const { url, post, stop } = await startMessageDb(env, options);
  onTestFinished(stop);
  const rpc: RunningMessageDb['rpc'] = async (call, token = defaultToken) => {
    const { status, text, json } = await post(call, { as: token });
    if (status !== 200) throw new Error(`${status} ${text}`);
    return json as never;
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
