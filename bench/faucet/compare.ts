/**
 * Faucet beside the released one that it replaces, each on a SQLite file with the same rows
 * and the same pragmas: requests per second, p99 and processor time per request, in alternating rounds.
 *
 * npm run -w bench compare [-- ROUNDS SECONDS]
 */
import { join } from 'node:path';
import { printConditions } from '../support/conditions.ts';
import { withDirectory } from '../support/with-directory.ts';
import {
  filteredAndOrdered,
  filteredByAnyValue,
  list,
  listFromAnyKey,
  oneByKey,
  singleInsert,
} from './support/cases.ts';
import { compareSides } from './support/compare-sides.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { startFaucet, type FaucetServer } from './support/faucet-server.ts';
import { ourProgram, peerProgram, type Program } from './support/programs.ts';

const [rounds = '3', seconds = '5'] = process.argv.slice(2);
printConditions('SQLite, 10 000 rows, wrk -t1 -c32, medians');

await withDirectory(async (directory, defer) => {
  const start = async (program: Program, name: string): Promise<FaucetServer> => {
    const file = join(directory, `${name}.db`);
    writeCustomers(file);
    const databases = [{ name: 'demo', driver: 'sqlite', dsn: sqliteDsn(file) }] as const;
    const server = await startFaucet({
      program,
      directory: join(directory, name),
      databases,
    });
    defer(() => server.stop());
    return server;
  };
  await compareSides({
    ours: await start(ourProgram(), 'ours'),
    peer: await start(await peerProgram(), 'peer'),
    cases: [list, listFromAnyKey, oneByKey, filteredAndOrdered, filteredByAnyValue, singleInsert],
    rounds: Number(rounds),
    seconds: Number(seconds),
    directory,
  });
});
