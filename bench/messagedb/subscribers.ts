/**
 * What subscribers cost: memory of idle ones, processor time of a poke when all of them follow one
 * category, and how long after the answer to a write its poke is there at a steady rate of writes, on the
 * instance that wrote and on another one that shares its PostgreSQL.
 *
 * npm run -w bench subscribers [-- SUBSCRIBERS WRITES_PER_SECOND]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { loadText, printConditions } from '../support/conditions.ts';
import { quantileOf, tableHead, tableRow } from '../support/numbers.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { startMessageDb } from './support/messagedb-server.ts';
import type { MessageDbServer } from './support/messagedb-server.ts';
import { subscribe } from './support/poke-counter.ts';
import type { PokeCounter } from './support/poke-counter.ts';

const subscribers = Number(process.argv[2] ?? 1_000);
const writesPerSecond = Number(process.argv[3] ?? 500);
const FANNED_OUT_WRITES = 100;
const LATENCY_SECONDS = 5;
const SETTLE_MS = 2_000;

printConditions(
  `MessageDB: ${subscribers} subscribers; promised at p95: a poke within 5 ms, of another instance 50 ms`,
);
const server = await startMessageDb({ MESSAGEDB_TEST_MODE: 'true' });
console.log(tableHead(['what', 'measured', 'load']));
const report = (what: string, measured: string): void =>
  console.log(tableRow([what, measured, loadText()]));
try {
  await warmUp(server);
  await measureLatency('poke after the answer to its write, in memory', server, server);
  const opened = await measureIdle(server);
  await measureFanOut(server, opened);
  for (const one of opened) one.close();
} finally {
  await server.stop();
}
await withDirectory(async (directory, defer) => {
  const postgres = await startPostgres(directory);
  defer(() => postgres.stop());
  const env = { MESSAGEDB_DB_URL: await postgres.createDatabase('aquifer', 'SELECT 1') };
  const writer = await startMessageDb(env);
  defer(() => writer.stop());
  const other = await startMessageDb(env);
  defer(() => other.stop());
  await warmUp(writer);
  await measureLatency('the same on PostgreSQL', writer, writer);
  await measureLatency('the same of another instance', writer, other);
});

function write(to: MessageDbServer, streamName: string): Promise<{ globalPosition: number }> {
  return to.call('stream.write', streamName, { type: 'Happened', data: { amount: 1 } });
}

async function warmUp(to: MessageDbServer): Promise<void> {
  const one = await subscribe(to.port, `category=warm&token=${to.token}`);
  for (let at = 0; at < 1_000; at += 1) await write(to, `warm-${at % 10}`);
  one.close();
}

async function measureIdle({ port, pid }: MessageDbServer): Promise<readonly PokeCounter[]> {
  await delay(SETTLE_MS);
  const before = useOfTree(pid);
  const opened: PokeCounter[] = [];
  for (let at = 0; at < subscribers; at += 1) {
    opened.push(await subscribe(port, 'category=fanned'));
  }
  await delay(SETTLE_MS);
  const after = useOfTree(pid);
  const growth = after.rssMib - before.rssMib;
  const each = ((growth * 1024) / subscribers).toFixed(0);
  report(`RSS growth by ${subscribers} idle subscribers`, `${growth} MiB, ${each} KiB each`);
  return opened;
}

async function measureFanOut(to: MessageDbServer, opened: readonly PokeCounter[]): Promise<void> {
  const before = useOfTree(to.pid);
  const started = performance.now();
  for (let at = 0; at < FANNED_OUT_WRITES; at += 1) await write(to, `fanned-${at}`);
  while (opened.some(({ count }) => count() < FANNED_OUT_WRITES)) await delay(5);
  const seconds = (performance.now() - started) / 1000;
  const pokes = FANNED_OUT_WRITES * opened.length;
  const micros = (useOfTree(to.pid).cpuMicros - before.cpuMicros) / pokes;
  report(
    `a poke, ${opened.length} subscribers on one category`,
    `${micros.toFixed(1)} µs CPU; ${(pokes / seconds).toFixed(0)} pokes/s`,
  );
}

async function measureLatency(
  what: string,
  to: MessageDbServer,
  from: MessageDbServer,
): Promise<void> {
  const arrived = new Map<number, number>();
  const one = await subscribe(from.port, `category=timed&token=${from.token}`, (text) => {
    const place = /"globalPosition":(\d+)/.exec(text)?.[1];
    arrived.set(Number(place), performance.now());
  });
  const writes: Promise<{ place: number; begun: number; answered: number }>[] = [];
  const start = performance.now();
  while (writes.length < writesPerSecond * LATENCY_SECONDS) {
    const due = ((performance.now() - start) / 1000) * writesPerSecond;
    while (writes.length < due) {
      const begun = performance.now();
      writes.push(
        write(to, `timed-${writes.length % 50}`).then(({ globalPosition }) => ({
          place: globalPosition,
          begun,
          answered: performance.now(),
        })),
      );
    }
    await delay(1);
  }
  const done = await Promise.all(writes);
  while (one.count() < done.length) await delay(5);
  one.close();
  const pokes = done.map(({ place, answered }) => (arrived.get(place) ?? Number.NaN) - answered);
  const answers = done.map(({ begun, answered }) => answered - begun);
  const text = (values: readonly number[]): string =>
    `p50 ${quantileOf(values, 0.5).toFixed(1)} ms, p95 ${quantileOf(values, 0.95).toFixed(1)} ms`;
  report(`${what}, ${writesPerSecond} writes/s`, text(pokes));
  report('the answer itself', text(answers));
}
