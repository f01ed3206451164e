/**
 * 64 writers at once insert rows one by one into SQLite: every request must succeed and every row be
 * there. Then again, and the server is killed under them with SIGKILL: after a restart every row
 * that was acknowledged must be there.
 *
 * npm run -w bench writers [-- ROWS_PER_WRITER]
 */
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { loadText, printConditions } from '../support/conditions.ts';
import { withDirectory } from '../support/with-directory.ts';
import { table } from './support/cases.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { serve, startFaucet, type FaucetServer } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const rowsPerWriter = Number(process.argv[2] ?? 200);
const writers = 64;
const killAfterMs = 1500;
printConditions(`${writers} concurrent writers on SQLite`);

await withDirectory(async (directory, defer) => {
  const file = join(directory, 'rows.db');
  writeCustomers(file, 1);
  const options = { program: ourProgram(), directory: join(directory, 'ours') };
  const databases = [{ name: 'demo', driver: 'sqlite', dsn: sqliteDsn(file) }] as const;
  let server = await startFaucet({ ...options, databases });
  defer(() => server.stop());

  const started = performance.now();
  const names = eachWriter((writer) => `calm-${writer}`);
  const written = await Promise.all(names.map((name) => write(server, name, rowsPerWriter)));
  const seconds = (performance.now() - started) / 1000;
  const acknowledged = written.flat();
  if (acknowledged.length !== writers * rowsPerWriter) throw new Error('a write failed');
  report('all at once', acknowledged, file);
  console.log(`  ${(acknowledged.length / seconds).toFixed(0)} rows/s, load ${loadText()}`);

  const doomed = eachWriter((writer) => write(server, `killed-${writer}`, Infinity));
  await new Promise((resolve) => setTimeout(resolve, killAfterMs));
  await server.stop('SIGKILL');
  const survivors = (await Promise.all(doomed)).flat();
  server = await serve(options, server.key);
  report('killed under load', survivors, file);
});

function eachWriter<T>(make: (writer: number) => T): T[] {
  return Array.from({ length: writers }, (_, writer) => make(writer));
}

/** Inserts rows one after the other until one fails; returns the e-mail addresses of those acknowledged. */
async function write({ origin, key }: FaucetServer, name: string, rows: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const email = `${name}-${row}@example.com`;
    const response = await fetch(`${origin}${table}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ name, email, age: 40 }),
    }).catch(() => undefined);
    if (response?.status !== 201) break;
    acknowledged.push(email);
    await response.arrayBuffer().catch(() => undefined);
  }
  return acknowledged;
}

/** Looks into the file itself. Throws when a row is missing. */
function report(what: string, acknowledged: readonly string[], file: string): void {
  const database = openSqlite(file, { readOnly: true });
  const stored = new Set(database.values<string>('SELECT email FROM customers'));
  database.close();
  const missing = acknowledged.filter((email) => !stored.has(email));
  if (missing.length > 0)
    throw new Error(`${what}: ${missing.length} acknowledged rows are missing`);
  console.log(`${what}: ${acknowledged.length} rows acknowledged, all there`);
}
