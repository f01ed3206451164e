/**
 * A recursive query that never ends runs on one SQLite service, sent as raw SQL over MCP, until its
 * timeout. Meanwhile wrk asks /healthz and lists of another service.
 *
 * npm run -w bench runaway [-- TIMEOUT_SECONDS]
 */
import { join } from 'node:path';
import { loadText, printConditions } from '../support/conditions.ts';
import { tableHead, tableRow } from '../support/numbers.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { runWrk, type WrkResult } from '../support/wrk.ts';
import { callTool } from './support/call-tool.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { startFaucet } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const timeout = Number(process.argv[2] ?? 10);
const endless =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n';
printConditions(`A runaway query until its timeout of ${timeout} s; promised: p99 below 50 ms`);

await withDirectory(async (directory, defer) => {
  const databases = ['demo', 'other'].map((name) => {
    const file = join(directory, `${name}.db`);
    writeCustomers(file);
    return { name, driver: 'sqlite', dsn: sqliteDsn(file), rawSql: true } as const;
  });
  const server = await startFaucet({
    program: ourProgram(),
    directory: join(directory, 'ours'),
    databases,
  });
  defer(() => server.stop());
  const ask = (path: string, seconds: number): Promise<WrkResult> =>
    runWrk({
      url: server.origin + path,
      seconds,
      connections: 4,
      headers: { 'X-API-Key': server.key },
    });
  await ask('/healthz', 1);
  const alone = useOfTree(server.pid).processes;

  const started = performance.now();
  const runaway = callTool(server, 'faucet_raw_sql', { service: 'demo', sql: endless, timeout });
  const seconds = Math.floor((timeout - 2) / 2);
  console.log(tableHead(['meanwhile', 'req/s', 'p99', 'load']));
  for (const path of ['/healthz', '/api/v1/other/_table/customers?limit=20']) {
    const { perSecond, p99Ms } = await ask(path, seconds);
    console.log(tableRow([path, perSecond.toFixed(0), `${p99Ms.toFixed(1)} ms`, loadText()]));
  }
  const during = useOfTree(server.pid).processes;
  const answer = await runaway;
  const lasted = ((performance.now() - started) / 1000).toFixed(1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const after = useOfTree(server.pid).processes;
  console.log(`\nThe query was answered after ${lasted} s: ${answer.trim()}`);
  console.log(`Processes: ${alone} before, ${during} while it ran, ${after} afterwards`);
});
