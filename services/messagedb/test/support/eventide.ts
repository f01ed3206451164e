import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openPostgres } from '@aquifer/postgres';

const require = createRequire(import.meta.url);

const home = join(dirname(require.resolve('@eventide/message-db/package.json')), 'database');

/** Installs Eventide's message-db, from its own SQL, into the schema `message_store`. */
export async function installEventide(url: string): Promise<void> {
  const postgres = openPostgres(withSearchPath(url, 'message_store'));
  try {
    for (const folder of ['schema', 'types', 'tables', 'functions', 'indexes', 'views']) {
      for (const file of readdirSync(join(home, folder)).toSorted()) {
        await postgres.exec(readFileSync(join(home, folder, file), 'utf8'));
      }
    }
  } finally {
    await postgres.close();
  }
}

/** Sessions of this address find Eventide's functions as its clients do, without a schema. */
export function withSearchPath(url: string, schema: string): string {
  const address = new URL(url);
  address.searchParams.set('search_path', schema);
  return address.href;
}
