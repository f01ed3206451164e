/**
 * Start-up and memory: from the start of the process until /healthz answers (median of starts with
 * one SQLite service configured), RSS of the idle server, and RSS of all its processes while 32
 * connections read, filter and insert.
 *
 * npm run -w bench start-up [-- STARTS]
 */
import { join } from 'node:path';
import { loadText, printConditions } from '../support/conditions.ts';
import { medianOf } from '../support/numbers.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { filteredAndOrdered, list, oneByKey, singleInsert } from './support/cases.ts';
import { measureCase } from './support/compare-sides.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { serve, startFaucet } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const starts = Number(process.argv[2] ?? 5);
const secondsPerCase = 5;
printConditions('Start-up and memory; promised: healthy in 1 s, below 200 MiB under load');

await withDirectory(async (directory, defer) => {
  const file = join(directory, 'rows.db');
  writeCustomers(file);
  const options = { program: ourProgram(), directory: join(directory, 'ours') };
  const databases = [{ name: 'demo', driver: 'sqlite', dsn: sqliteDsn(file) }] as const;
  let server = await startFaucet({ ...options, databases });
  defer(() => server.stop());
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    await server.stop();
    server = await serve(options, server.key);
    times.push(server.healthyMs);
  }
  const all = times.map((one) => one.toFixed(0)).join(', ');
  console.log(
    `healthy after ${medianOf(times).toFixed(0)} ms (median of ${all}); load ${loadText()}`,
  );
  console.log(`RSS idle: ${useOfTree(server.pid).rssMib} MiB`);

  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, useOfTree(server.pid).rssMib);
  }, 100);
  for (const one of [list, oneByKey, filteredAndOrdered, singleInsert]) {
    await measureCase(one, server, secondsPerCase, directory);
  }
  clearInterval(watching);
  const { rssMib, processes } = useOfTree(server.pid);
  console.log(
    `RSS under load: at most ${peak} MiB, at its end ${rssMib} MiB in ${processes} processes`,
  );
  console.log(`load after: ${loadText()}`);
});
