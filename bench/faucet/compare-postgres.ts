/**
 * Faucet beside the released one, both on the same table of the same PostgreSQL, which shares the
 * cores with them: requests per second, p99 and processor time per request (without that of
 * PostgreSQL), in alternating rounds.
 *
 * npm run -w bench compare-postgres [-- ROUNDS SECONDS]
 */
import { join } from 'node:path';
import { printConditions } from '../support/conditions.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { withDirectory } from '../support/with-directory.ts';
import { list, oneByKey } from './support/cases.ts';
import { compareSides } from './support/compare-sides.ts';
import { customersScript } from './support/customers.ts';
import { startFaucet, type FaucetServer } from './support/faucet-server.ts';
import { ourProgram, peerProgram, type Program } from './support/programs.ts';

const [rounds = '3', seconds = '5'] = process.argv.slice(2);

await withDirectory(async (directory, defer) => {
  const postgres = await startPostgres(directory);
  defer(() => postgres.stop());
  printConditions(`PostgreSQL ${postgres.version}, 10 000 rows, wrk -t1 -c32, medians`);
  const dsn = await postgres.createDatabase('bench', customersScript());
  const start = async (program: Program, name: string): Promise<FaucetServer> => {
    const databases = [{ name: 'demo', driver: 'postgres', dsn }] as const;
    const server = await startFaucet({ program, directory: join(directory, name), databases });
    defer(() => server.stop());
    return server;
  };
  await compareSides({
    ours: await start(ourProgram(), 'ours'),
    peer: await start(await peerProgram(), 'peer'),
    cases: [list, oneByKey].map((one) => ({ ...one, target: 2.5 })),
    rounds: Number(rounds),
    seconds: Number(seconds),
    directory,
  });
});
