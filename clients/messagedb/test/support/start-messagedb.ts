import { createMessageDbService } from '@aquifer/messagedb';
import { startService } from '@aquifer/testing';
import { onTestFinished } from 'vitest';

/** A MessageDB in memory on a free port, stopped when the test ends. */
export interface TestMessageDb {
  readonly url: string;
  readonly port: number;
  /** Of the default namespace. */
  readonly token: string;
}

export const defaultToken = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;

export async function startMessageDb(env: Record<string, string> = {}): Promise<TestMessageDb> {
  const { url, port, stop } = await startService(createMessageDbService(), {
    MESSAGEDB_HOST: '127.0.0.1',
    MESSAGEDB_PORT: '0',
    MESSAGEDB_TOKEN: defaultToken,
    ...env,
  });
  onTestFinished(stop);
  return { url, port, token: defaultToken };
}
