import { createInterface } from 'node:readline';
import { createLog } from '@aquifer/service';
import { openDirectory } from '../../src/access/directory.ts';
import { createSessionTokens } from '../../src/access/session-tokens.ts';
import { openConfigStore } from '../../src/store/open-config-store.ts';

/**
 * A process of its own over a store: for each line, an API key, it answers with a
 * line that says whether it would let the key in. Arguments: the data directory,
 * and the address of a shared store if there is one.
 */
const [dataDir = '', configDb] = process.argv.slice(2);
const log = createLog({ level: 'silent', format: 'json' });
const store = await openConfigStore({ dataDir, configDb, log });
const tokens = createSessionTokens({ secret: 'unused', lifetimeMs: 1_000 });
const directory = await openDirectory({ store, tokens, log });

process.stdout.write('ready\n');
for await (const apiKey of createInterface({ input: process.stdin })) {
  let answer = 'in';
  try {
    await directory.authenticate({ apiKey });
  } catch (error) {
    answer = (error as { code?: string }).code ?? String(error);
  }
  process.stdout.write(`${answer}\n`);
}
directory.close();
await store.close();
