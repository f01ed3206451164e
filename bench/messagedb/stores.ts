/**
 * Writes over HTTP into memory and into a SQLite file: processor time of a write beside that of a
 * bare Fastify route that parses the same bodies, and commits beside what the disk can sync.
 *
 * npm run -w bench messagedb-stores [-- ROUNDS SECONDS]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printConditions } from '../support/conditions.ts';
import { probeDisk } from '../support/disk-probe.ts';
import { medianOf, tableHead, tableRow } from '../support/numbers.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { runWrk } from '../support/wrk.ts';
import { startBareFastify } from './support/bare-fastify.ts';
import { writeLoadScripts } from './support/load-scripts.ts';
import { startMessageDb } from './support/messagedb-server.ts';

const [rounds = '3', seconds = '5'] = process.argv.slice(2);
const CONNECTIONS = 16;

interface Target {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

await withDirectory(async (directory, defer) => {
  printConditions(
    `MessageDB, ${CONNECTIONS} writers; promised: 12 000 writes a CPU second in memory`,
  );
  const script = (await writeLoadScripts(directory))['write-64-categories'];
  const bare = await startBareFastify();
  const memory = await startMessageDb({});
  const dataDirectory = join(directory, 'data');
  await mkdir(dataDirectory);
  const sqlite = await startMessageDb({
    MESSAGEDB_DB_URL: 'sqlite://messages.db',
    MESSAGEDB_DATA_DIR: dataDirectory,
  });
  for (const server of [bare, memory, sqlite]) defer(() => server.stop());
  const targets: readonly Target[] = [
    { name: 'a bare Fastify route', ...bare },
    { name: 'memory', ...memory },
    { name: 'SQLite, every commit synced', ...sqlite },
  ];
  const measured = targets.map(() => [] as { perSecond: number; p99Ms: number; micros: number }[]);
  const disk: number[] = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [index, { url, token, pid }] of targets.entries()) {
      const before = useOfTree(pid).cpuMicros;
      const { requests, perSecond, p99Ms } = await runWrk({
        url: `${url}/rpc`,
        seconds: Number(seconds),
        connections: CONNECTIONS,
        headers: { authorization: `Bearer ${token}` },
        script,
      });
      const micros = (useOfTree(pid).cpuMicros - before) / requests;
      measured[index]?.push({ perSecond, p99Ms, micros });
    }
    disk.push(probeDisk(directory));
  }
  console.log(tableHead(['store', 'writes/s', 'p99', 'CPU of a write', 'writes a CPU second']));
  for (const [index, { name }] of targets.entries()) {
    const of = measured[index] ?? [];
    const micros = medianOf(of.map((one) => one.micros));
    console.log(
      tableRow([
        name,
        Math.round(medianOf(of.map(({ perSecond }) => perSecond))),
        `${medianOf(of.map(({ p99Ms }) => p99Ms)).toFixed(1)} ms`,
        `${Math.round(micros)} µs`,
        Math.round(1_000_000 / micros),
      ]),
    );
  }
  const sync = medianOf(disk);
  console.log(
    `\nThe disk syncs one block in ${sync.toFixed(2)} ms: ${Math.round(1000 / sync)} a second.`,
  );
});
