/**
 * Processor time of a request in two builds of Faucet, in alternating rounds: what a change saves
 * shows here even while others use the machine. Each directory is a built clone of this repository.
 *
 * npm run -w bench cpu -- DIRECTORY… [ROUNDS]
 */
import { join } from 'node:path';
import { printConditions } from '../support/conditions.ts';
import { medianOf, tableHead, tableRow } from '../support/numbers.ts';
import { withDirectory } from '../support/with-directory.ts';
import {
  filteredAndOrdered,
  filteredByAnyValue,
  list,
  listFromAnyKey,
  oneByKey,
  singleInsert,
} from './support/cases.ts';
import { measureCase } from './support/compare-sides.ts';
import { sqliteDsn, writeCustomers } from './support/customers.ts';
import { startFaucet, type FaucetServer } from './support/faucet-server.ts';
import { ourProgram } from './support/programs.ts';

const seconds = 3;
const args = process.argv.slice(2);
const rounds = Number(args.find((one) => /^\d+$/.test(one)) ?? 3);
const builds = args.filter((one) => !/^\d+$/.test(one));
printConditions('CPU time of a request, SQLite, median (smallest) in µs');

await withDirectory(async (directory, defer) => {
  const servers: FaucetServer[] = [];
  for (const [index, build] of builds.entries()) {
    const rows = join(directory, `${index}.db`);
    writeCustomers(rows);
    const server = await startFaucet({
      program: ourProgram(build),
      directory: join(directory, String(index)),
      databases: [{ name: 'demo', driver: 'sqlite', dsn: sqliteDsn(rows) }],
    });
    defer(() => server.stop());
    servers.push(server);
  }
  console.log(tableHead(['case', ...builds]));
  for (const one of [
    list,
    listFromAnyKey,
    oneByKey,
    filteredAndOrdered,
    filteredByAnyValue,
    singleInsert,
  ]) {
    const found = servers.map((): number[] => []);
    for (let round = 0; round <= rounds; round += 1) {
      for (const [index, server] of servers.entries()) {
        const { cpuMicros } = await measureCase(one, server, round === 0 ? 1 : seconds, directory);
        if (round > 0) found[index]?.push(cpuMicros);
      }
    }
    const cells = found.map(
      (all) => `${medianOf(all).toFixed(0)} (${Math.min(...all).toFixed(0)})`,
    );
    console.log(tableRow([one.name, ...cells]));
  }
});
