import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadText } from '../../support/conditions.ts';
import { medianOf, ratioText, tableHead, tableRow } from '../../support/numbers.ts';
import { useOfTree } from '../../support/process-tree.ts';
import { runWrk, type WrkResult } from '../../support/wrk.ts';
import { table, type Case } from './cases.ts';
import type { FaucetServer } from './faucet-server.ts';

export interface Comparison {
  readonly ours: FaucetServer;
  readonly peer: FaucetServer;
  readonly cases: readonly Case[];
  readonly rounds: number;
  /** Of one round of one side. */
  readonly seconds: number;
  /** For wrk's scripts. */
  readonly directory: string;
}

interface Measured extends WrkResult {
  /** Processor time of the side's processes for each request, in microseconds. */
  readonly cpuMicros: number;
}

/** Round after round, one side after the other, so that both meet the same weather. Prints medians. */
export async function compareSides(comparison: Comparison): Promise<void> {
  const { ours, peer, cases, rounds, seconds, directory } = comparison;
  const names = ['case', 'ours req/s', 'peer req/s', 'ratio', 'promised', 'ours p99', 'peer p99'];
  console.log(tableHead([...names, 'ours CPU', 'peer CPU', 'load']));
  for (const one of cases) {
    await measureCase(one, ours, 1, directory);
    await measureCase(one, peer, 1, directory);
    const mine: Measured[] = [];
    const theirs: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      mine.push(await measureCase(one, ours, seconds, directory));
      theirs.push(await measureCase(one, peer, seconds, directory));
    }
    console.log(rowOf(one, mine, theirs));
  }
  const [a, b] = [useOfTree(ours.pid), useOfTree(peer.pid)];
  console.log(
    `\nRSS after all of it: ours ${a.rssMib} MiB in ${a.processes} processes, peer ${b.rssMib} MiB`,
  );
}

function rowOf(
  { name, target }: Case,
  mine: readonly Measured[],
  theirs: readonly Measured[],
): string {
  const median = (runs: readonly Measured[], field: keyof Measured): number =>
    medianOf(runs.map((run) => run[field]));
  const [a, b] = [median(mine, 'perSecond'), median(theirs, 'perSecond')];
  return tableRow([
    name,
    a.toFixed(0),
    b.toFixed(0),
    ratioText(a, b),
    target === undefined ? '–' : `${target}×`,
    ...[mine, theirs].map((runs) => `${median(runs, 'p99Ms').toFixed(1)} ms`),
    ...[mine, theirs].map((runs) => `${median(runs, 'cpuMicros').toFixed(0)} µs`),
    loadText(),
  ]);
}

/** One run of wrk against one side. */
export async function measureCase(
  { query, script }: Case,
  { origin, key, pid }: FaucetServer,
  seconds: number,
  directory: string,
): Promise<Measured> {
  const file = join(directory, 'case.lua');
  if (script !== undefined) await writeFile(file, script);
  const before = useOfTree(pid).cpuMicros;
  const result = await runWrk({
    url: `${origin}${table}${query}`,
    seconds,
    connections: 32,
    headers: { 'X-API-Key': key },
    ...(script !== undefined && { script: file }),
  });
  const used = useOfTree(pid).cpuMicros - before;
  return { ...result, cpuMicros: used / result.requests };
}
