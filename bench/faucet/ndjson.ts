/**
 * A million rows as NDJSON from SQLite: rows per second, and how much the memory of Faucet and its
 * processes grows while a second export streams. The reader only counts lines.
 *
 * npm run -w bench ndjson [-- ROWS]
 */
import { join } from 'node:path';
import { loadText, printConditions } from '../support/conditions.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { table } from './support/cases.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { startFaucet, type FaucetServer } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const newline = 0x0a;
printConditions(
  `NDJSON of ${rows} rows from SQLite; promised: 100 000 rows/s, growth below 64 MiB`,
);

await withDirectory(async (directory, defer) => {
  const file = join(directory, 'rows.db');
  writeCustomers(file, rows);
  const server = await startFaucet({
    program: ourProgram(),
    directory: join(directory, 'ours'),
    databases: [{ name: 'demo', driver: 'sqlite', dsn: sqliteDsn(file) }],
  });
  defer(() => server.stop());
  const idle = useOfTree(server.pid).rssMib;
  // The first export starts the process that reads for all; what grows after it would grow forever.
  await stream(server);
  const before = useOfTree(server.pid).rssMib;
  const started = performance.now();
  let peak = before;
  const watching = setInterval(() => {
    peak = Math.max(peak, useOfTree(server.pid).rssMib);
  }, 50);
  const lines = await stream(server);
  clearInterval(watching);
  const seconds = (performance.now() - started) / 1000;
  if (lines !== rows) throw new Error(`${lines} lines instead of ${rows}`);
  console.log(`${lines} rows in ${seconds.toFixed(1)} s: ${(lines / seconds).toFixed(0)} rows/s`);
  console.log(
    `RSS idle ${idle} MiB, after a first export ${before}, at most ${peak}: growth ${peak - before} MiB`,
  );
  console.log(`load after: ${loadText()}`);
});

async function stream({ origin, key }: FaucetServer): Promise<number> {
  const headers = { accept: 'application/x-ndjson', 'x-api-key': key };
  const response = await fetch(`${origin}${table}?limit=all`, { headers });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  let lines = 0;
  // Node's type of the stream says nothing about its chunks; fetch gives bytes.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1))
      lines += 1;
  }
  return lines;
}
