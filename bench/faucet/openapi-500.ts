/**
 * The OpenAPI document of a database with 500 tables of eight columns, half of them with a foreign
 * key, from SQLite and from PostgreSQL: time of the first request and median of the next ones.
 *
 * npm run -w bench openapi-500 [-- REQUESTS]
 */
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { loadText, printConditions } from '../support/conditions.ts';
import { medianOf, tableHead, tableRow } from '../support/numbers.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { withDirectory } from '../support/with-directory.ts';
import { sqliteDsn } from './support/customers.ts';
import { startFaucet, type ServedDatabase } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const requests = Number(process.argv[2] ?? 21);
const tables = 500;
printConditions(`/openapi.json of ${tables} tables; promised: 300 ms warm`);

/** In the part of SQL that both databases speak. */
const script = Array.from({ length: tables }, (_, index) => {
  const parent = index % 2 === 1 ? ` REFERENCES table_${index - 1} (id)` : '';
  return `CREATE TABLE table_${index} (id integer PRIMARY KEY, parent_id integer${parent},
    name text NOT NULL, amount numeric(12, 2), is_active boolean DEFAULT true,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP, notes text, code varchar(20) UNIQUE);`;
}).join('\n');

await withDirectory(async (directory, defer) => {
  const file = join(directory, 'tables.db');
  const sqlite = openSqlite(file);
  sqlite.exec(script);
  sqlite.close();
  const postgres = await startPostgres(directory);
  defer(() => postgres.stop());
  const url = await postgres.createDatabase('tables', script);
  console.log(tableHead(['database', 'size', 'first', 'warm', 'load']));
  await measure(directory, { name: 'demo', driver: 'sqlite', dsn: sqliteDsn(file) });
  await measure(directory, { name: 'demo', driver: 'postgres', dsn: url });
});

async function measure(directory: string, database: ServedDatabase): Promise<void> {
  const server = await startFaucet({
    program: ourProgram(),
    directory: join(directory, database.driver),
    databases: [database],
  });
  try {
    const headers = { 'x-api-key': server.key };
    const times: number[] = [];
    let size = 0;
    for (let request = 0; request < requests; request += 1) {
      const started = performance.now();
      const response = await fetch(`${server.origin}/openapi.json`, { headers });
      const document = await response.text();
      times.push(performance.now() - started);
      if (!document.includes('table_499')) throw new Error('a table is missing');
      size = document.length;
    }
    const [first = Number.NaN, ...warm] = times;
    const milliseconds = [first, medianOf(warm)].map((one) => `${one.toFixed(0)} ms`);
    const kib = `${(size / 1024).toFixed(0)} KiB`;
    console.log(tableRow([database.driver, kib, ...milliseconds, loadText()]));
  } finally {
    await server.stop();
  }
}
