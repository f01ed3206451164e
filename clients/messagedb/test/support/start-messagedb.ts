import { createMessageDbService, messageDbSettings } from '@aquifer/messagedb';
import { createLog, openScope, readSettings } from '@aquifer/service';
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
  const settings = readSettings(messageDbSettings, {
    env: {
      MESSAGEDB_HOST: '127.0.0.1',
      MESSAGEDB_PORT: '0',
      MESSAGEDB_TOKEN: defaultToken,
      ...env,
    },
  });
  const scope = openScope();
  const log = createLog({ level: 'silent', format: 'json' });
  onTestFinished(async () => void (await scope.close({ deadlineMs: 5_000, log })));
  const { urls } = await createMessageDbService().start({ settings, log, scope });
  const url = (urls[0]?.url ?? '').replace(/\/rpc$/, '');
  return { url, port: Number(new URL(url).port), token: defaultToken };
}
