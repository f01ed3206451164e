import { testPostgres } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll } from 'vitest';
import { noDatabase } from './contract/wake-fixture.ts';
import { openSeverableLine } from './severable-line.ts';
import type { SeverableLine } from './severable-line.ts';
import { wakeContract } from './wake.contract.ts';

let databases: readonly TestDatabase[] = [];
let line: SeverableLine | undefined;

beforeAll(async () => {
  const postgres = await testPostgres();
  databases = [await postgres.createDatabase(), await postgres.createDatabase()];
  line = await openSeverableLine(new URL(databases[0]?.url ?? ''));
});
afterAll(async () => {
  await line?.close();
  for (const database of databases) await database.drop();
});

wakeContract({
  name: 'PostgreSQL',
  settings(database = 'same') {
    const url = new URL(databases[database === 'same' ? 0 : 1]?.url ?? '');
    url.port = String(line?.port);
    return { ...noDatabase, dbUrl: url.href };
  },
  line() {
    if (line === undefined) throw new Error('asked before it was opened');
    return line;
  },
});
