/**
 * Processor time of a request beside that of a bare Fastify route with as many headers: contract §23.
 * Memory database, production profile, access log off.
 *
 * npm run -w bench estuary-bare [-- ROUNDS SECONDS]
 */
import { loadText, printConditions } from '../support/conditions.ts';
import { medianOf, tableHead, tableRow } from '../support/numbers.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { startBare } from './support/bare-server.ts';
import { startEstuary } from './support/estuary-server.ts';
import { fillItems, itemBody } from './support/fill.ts';
import { startKeyServer } from './support/key-server.ts';
import { measure } from './support/load.ts';
import type { Load, Measured } from './support/load.ts';

const [rounds = '3', seconds = '3'] = process.argv.slice(2);
const ITEMS = 1000;

interface Case extends Load {
  readonly name: string;
  /** Share of the bare route's requests per second of processor time. */
  readonly promised?: number;
  /** What the bare server is asked for. */
  readonly reference: Pick<Load, 'path' | 'ids' | 'body'>;
}

await withDirectory(async (directory, defer) => {
  printConditions('Estuary beside a bare Fastify route, wrk -t1 -c32; CPU of the server alone');
  const memory = { DATABASE_TYPE: 'memory' };
  const keys = await startKeyServer();
  defer(() => keys.stop());
  const estuary = await startEstuary(memory);
  defer(() => estuary.stop());
  const guarded = await startEstuary({
    ...memory,
    AUTH_ENABLED: 'true',
    AUTH_JWKS_URLS: keys.url,
  });
  defer(() => guarded.stop());
  const headers = { authorization: `Bearer ${keys.token}` };
  const path = '/api/v1/items';
  const ids = await fillItems(estuary.url + path, ITEMS);
  const guardedIds = await fillItems(guarded.url + path, ITEMS, headers);
  const bare = await startBare(`${estuary.url}${path}/${ids[0]}`);
  defer(() => bare.stop());
  const one = { path: '/x' };
  const write = { ...estuary, path, body: itemBody };
  const cases: readonly Case[] = [
    { name: 'GET one', promised: 0.7, ...estuary, path, ids, reference: { path: '', ids } },
    {
      name: 'GET one, RS256 token',
      promised: 0.6,
      ...guarded,
      path,
      ids: guardedIds,
      headers,
      reference: { path: '', ids },
    },
    {
      name: 'GET /health/live',
      promised: 0.8,
      ...estuary,
      path: '/health/live',
      reference: one,
    },
    { name: 'list of 20', promised: 0.5, ...estuary, path, reference: one },
    { name: 'POST', promised: 0.5, ...write, reference: one },
    // Reading a body is what most of it costs.
    { name: 'POST, beside a bare POST', ...write, reference: { path: '/', body: itemBody } },
  ];
  console.log(tableHead(['case', 'req/s', 'p99', 'CPU', 'bare CPU', 'share', 'promised', 'load']));
  for (const one of cases) {
    const [mine, reference]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round <= Number(rounds); round += 1) {
      // Code that was not called often is not compiled yet.
      const time = round === 0 ? 3 * Number(seconds) : Number(seconds);
      const ours = await measure(one, time, directory);
      const theirs = await measure({ ...bare, ...one.reference }, time, directory);
      if (round === 0) continue;
      mine.push(ours);
      reference.push(theirs);
    }
    const median = (of: readonly Measured[], field: keyof Measured): number =>
      medianOf(of.map((run) => run[field]));
    const [a, b] = [median(mine, 'cpuMicros'), median(reference, 'cpuMicros')];
    const cells = [`${a.toFixed(1)} µs`, `${b.toFixed(1)} µs`, (b / a).toFixed(2)];
    const p99 = `${median(mine, 'p99Ms').toFixed(1)} ms`;
    const perSecond = median(mine, 'perSecond').toFixed(0);
    console.log(tableRow([one.name, perSecond, p99, ...cells, one.promised ?? '–', loadText()]));
  }
  console.log(`\nRSS after all of it: ${useOfTree(estuary.pid).rssMib} MiB`);
});
