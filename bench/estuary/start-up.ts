/**
 * Start-up and memory: from the start of the process until it is ready (median of starts), and RSS
 * of the idle server, for each database that needs no other server.
 *
 * npm run -w bench estuary-start-up [-- STARTS]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadText, printConditions } from '../support/conditions.ts';
import { medianOf, tableHead, tableRow } from '../support/numbers.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { startEstuary } from './support/estuary-server.ts';

const starts = Number(process.argv[2] ?? 5);
printConditions('Start-up and memory of Estuary; promised: ready in 400 ms, below 90 MiB');

await withDirectory(async (directory) => {
  await mkdir(join(directory, 'data'));
  const databases = {
    memory: { DATABASE_TYPE: 'memory' },
    sqlite: {
      DATABASE_TYPE: 'sqlite',
      DATABASE_URL: `file:${join(directory, 'data', 'estuary.db')}`,
    },
  };
  console.log(tableHead(['database', 'ready', 'all starts', 'RSS', 'load']));
  for (const [name, env] of Object.entries(databases)) {
    const times: number[] = [];
    const sizes: number[] = [];
    for (let start = 0; start < starts; start += 1) {
      const server = await startEstuary(env);
      times.push(server.readyMs);
      sizes.push(useOfTree(server.pid).rssMib);
      await server.stop();
    }
    const all = times.map((one) => one.toFixed(0)).join(', ');
    const ready = `${medianOf(times).toFixed(0)} ms`;
    console.log(tableRow([name, ready, all, `${medianOf(sizes)} MiB`, loadText()]));
  }
});
