/**
 * Faucet beside a peer, on the same rows, alternating in the same minutes. The
 * peer is started by somebody else and named by PEER_URL and PEER_KEY, as
 * `faucet-peer.sh` of the method does; see README.md.
 *
 * tsx bench/faucet/compare.ts ROWS_DB [rounds] [seconds]
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { medianOf, ratioText } from './numbers.ts';
import { startOurs } from './start-ours.ts';
import type { Ours } from './start-ours.ts';
import { runWrk } from './wrk.ts';
import type { WrkResult } from './wrk.ts';

interface Case {
  readonly name: string;
  /** Ratio of requests per second that the project promises. */
  readonly target: number;
  readonly path: string;
  /** wrk script, for everything that is not the same GET over and over. */
  readonly script?: string;
}

/** Random keys, so that neither side can answer from a cache of the same request. */
const byKey = `
math.randomseed(os.time())
request = function()
  return wrk.format("GET", "/api/v1/demo/_table/customers?filter=id%20=%20" .. math.random(1, 10000))
end`;

const insert = `
math.randomseed(os.time())
local n, run = 0, math.random(1, 1e9)
request = function()
  n = n + 1
  local email = "r" .. run .. "-" .. n .. "@example.com"
  return wrk.format("POST", "/api/v1/demo/_table/customers", nil,
    '{"name":"Bench","email":"' .. email .. '","age":40,"city":"Bari","balance":1.5}')
end`;

const cases: readonly Case[] = [
  { name: 'list 20', target: 3, path: '/_table/customers?limit=20' },
  { name: 'one by key', target: 4, path: '/_table/customers?filter=id%20=%201', script: byKey },
  {
    name: 'filtered, ordered',
    target: 4,
    path: '/_table/customers?filter=age%20%3E%2030%20AND%20city%20=%20%27Oslo%27&order=balance%20DESC&limit=20',
  },
  { name: 'single insert', target: 5, path: '/_table/customers', script: insert },
];

interface Side {
  readonly url: string;
  readonly key: string;
}

const [rows = '', roundsText = '3', seconds = '5'] = process.argv.slice(2);
const peer: Side = { url: process.env['PEER_URL'] ?? '', key: process.env['PEER_KEY'] ?? '' };
const directory = await mkdtemp(join(tmpdir(), 'faucet-bench-'));
try {
  const copy = join(directory, 'rows.db');
  await copyFile(rows, copy);
  const ours = await startOurs(directory, copy);
  try {
    await compareAll(ours);
  } finally {
    await ours.stop();
  }
} finally {
  await rm(directory, { recursive: true });
}

async function compareAll(ours: Ours): Promise<void> {
  console.log('| case | ours req/s | peer req/s | ratio | promised | ours p99 | peer p99 |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const one of cases) {
    const mine: WrkResult[] = [];
    const theirs: WrkResult[] = [];
    // A warm-up each, then round after round, so that both meet the same weather.
    await measure(one, ours, 1);
    await measure(one, peer, 1);
    for (let round = 0; round < Number(roundsText); round += 1) {
      mine.push(await measure(one, ours, Number(seconds)));
      theirs.push(await measure(one, peer, Number(seconds)));
    }
    console.log(`| ${rowOf(one, mine, theirs).join(' | ')} |`);
  }
  console.log(`\nRSS of ours under load, all processes: ${await ours.rssMib()} MiB`);
}

function rowOf(
  { name, target }: Case,
  mine: readonly WrkResult[],
  theirs: readonly WrkResult[],
): readonly string[] {
  const [a, b] = [
    medianOf(mine.map((run) => run.perSecond)),
    medianOf(theirs.map((run) => run.perSecond)),
  ];
  return [
    name,
    a.toFixed(0),
    b.toFixed(0),
    ratioText(a, b),
    `${target}×`,
    `${medianOf(mine.map((run) => run.p99Ms)).toFixed(1)} ms`,
    `${medianOf(theirs.map((run) => run.p99Ms)).toFixed(1)} ms`,
  ];
}

async function measure(one: Case, { url, key }: Side, duration: number): Promise<WrkResult> {
  const script = one.script === undefined ? undefined : join(directory, 'case.lua');
  if (script !== undefined) await writeFile(script, one.script ?? '');
  return runWrk({
    url: url + one.path,
    seconds: duration,
    connections: 32,
    headers: { 'X-API-Key': key },
    script,
  });
}
