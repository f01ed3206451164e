/**
 * Estuary beside json-server and Platformatic DB, each alone in a process of one thread: requests per
 * second, p99 and processor time, in alternating rounds. PostgreSQL is one server with a database for
 * each; SQLite is as each opens it, ours with every commit synced, as theirs are.
 *
 * npm run -w bench estuary-peers [-- ROUNDS SECONDS [PART OF A PEER'S NAME]]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadText, printConditions } from '../support/conditions.ts';
import { medianOf, ratioText, tableHead, tableRow } from '../support/numbers.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { withDirectory } from '../support/with-directory.ts';
import { startEstuary } from './support/estuary-server.ts';
import type { EstuaryServer } from './support/estuary-server.ts';
import { fillItems, itemBody } from './support/fill.ts';
import { measure } from './support/load.ts';
import type { Load, Measured } from './support/load.ts';
import { startJsonServer, startPlatformatic } from './support/peers.ts';

const [rounds = '3', seconds = '3', part = ''] = process.argv.slice(2);
const ITEMS = 200;
const OURS = '/api/v1/items';
const THEIRS = '/items';

interface Side {
  readonly server: EstuaryServer;
  readonly path: string;
  readonly ids: readonly string[];
}

type Sides = readonly [ours: Side, theirs: Side];
type Kind = 'GET one' | 'list of 20' | 'POST';

interface Pair {
  readonly name: string;
  /** Started when it is their turn. */
  readonly start: () => Promise<Sides>;
  readonly promised: Readonly<Partial<Record<Kind, number>>>;
}

await withDirectory(async (directory, defer) => {
  const postgres = await startPostgres(directory);
  defer(() => postgres.stop());
  printConditions(
    `Estuary beside its peers, PostgreSQL ${postgres.version}, wrk -t1 -c32, medians`,
  );
  const sideOf = async (server: EstuaryServer, path: string): Promise<Side> => {
    defer(() => server.stop());
    return { server, path, ids: await fillItems(server.url + path, ITEMS) };
  };
  const estuary = async (env: Readonly<Record<string, string>>): Promise<Side> =>
    sideOf(await startEstuary(env), OURS);
  const platformatic = async (name: string, url: string): Promise<Side> =>
    sideOf(await startPlatformatic(directory, name, url), THEIRS);
  const database = (name: string): Promise<string> => postgres.createDatabase(name, 'SELECT 1');
  const file = join(directory, 'sqlite');
  await mkdir(file);
  const pairs: readonly Pair[] = [
    {
      name: 'json-server, memory',
      start: async () => [
        await estuary({ DATABASE_TYPE: 'memory' }),
        await sideOf(await startJsonServer(directory), THEIRS),
      ],
      promised: { 'GET one': 5 },
    },
    {
      name: 'Platformatic DB, SQLite',
      start: async () => [
        await estuary({
          DATABASE_TYPE: 'sqlite',
          DATABASE_URL: `file:${join(file, 'estuary.db')}`,
          SQLITE_SYNCHRONOUS: 'full',
        }),
        await platformatic('on-sqlite', `sqlite://${join(file, 'peer.db')}`),
      ],
      promised: { 'GET one': 2, 'list of 20': 2, POST: 2 },
    },
    {
      name: 'Platformatic DB, PostgreSQL',
      start: async () => [
        await estuary({ DATABASE_TYPE: 'postgres', DATABASE_URL: await database('ours') }),
        await platformatic('on-postgres', await database('theirs')),
      ],
      promised: { 'GET one': 1.3, POST: 1.3 },
    },
  ];
  const sides = ['ours req/s', 'peer req/s', 'ratio', 'promised', 'ours p99', 'peer p99'];
  console.log(tableHead(['peer', 'case', ...sides, 'ours CPU', 'peer CPU', 'load']));
  for (const pair of pairs) {
    if (!pair.name.includes(part)) continue;
    const both = await pair.start();
    for (const kind of ['GET one', 'list of 20', 'POST'] as const) {
      console.log(rowOf(pair, kind, await compare(both, kind, directory)));
    }
  }
});

/** Round after round, one side after the other; the first round is for warming up. */
async function compare(
  [ours, theirs]: Sides,
  kind: Kind,
  directory: string,
): Promise<readonly [mine: readonly Measured[], theirs: readonly Measured[]]> {
  const [mine, their]: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round <= Number(rounds); round += 1) {
    const time = round === 0 ? 3 * Number(seconds) : Number(seconds);
    const a = await measure(loadOf(ours, kind), time, directory);
    const b = await measure(loadOf(theirs, kind), time, directory);
    if (round === 0) continue;
    mine.push(a);
    their.push(b);
  }
  return [mine, their];
}

function loadOf({ server: { url, pid }, path, ids }: Side, kind: Kind): Load {
  if (kind === 'GET one') return { url, pid, path, ids };
  if (kind === 'POST') return { url, pid, path, body: itemBody };
  // Each in its own words for 20 of them.
  return { url, pid, path: path === OURS ? path : `${path}?_limit=20&limit=20` };
}

function rowOf(
  { name, promised }: Pair,
  kind: Kind,
  [mine, theirs]: readonly [readonly Measured[], readonly Measured[]],
): string {
  const median = (runs: readonly Measured[], field: keyof Measured): number =>
    medianOf(runs.map((run) => run[field]));
  const [a, b] = [median(mine, 'perSecond'), median(theirs, 'perSecond')];
  const target = promised[kind];
  return tableRow([
    name,
    kind,
    a.toFixed(0),
    b.toFixed(0),
    ratioText(a, b),
    target === undefined ? '–' : `${target}×`,
    ...[mine, theirs].map((runs) => `${median(runs, 'p99Ms').toFixed(1)} ms`),
    ...[mine, theirs].map((runs) => `${median(runs, 'cpuMicros').toFixed(0)} µs`),
    loadText(),
  ]);
}
