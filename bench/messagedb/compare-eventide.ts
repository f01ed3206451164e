/**
 * MessageDB over HTTP beside Eventide's message-db by direct SQL, both in one PostgreSQL that syncs
 * every commit, in alternating rounds: operations per second, p99 of ours, processor time of our
 * server, and what the disk takes for one sync.
 *
 * npm run -w bench compare-eventide [-- ROUNDS SECONDS]
 */
import { printConditions } from '../support/conditions.ts';
import { probeDisk } from '../support/disk-probe.ts';
import { medianOf, ratioText, tableHead, tableRow } from '../support/numbers.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { useOfTree } from '../support/process-tree.ts';
import { withDirectory } from '../support/with-directory.ts';
import { runWrk } from '../support/wrk.ts';
import { installEventide } from './support/eventide.ts';
import type { EventideScript } from './support/eventide.ts';
import { writeLoadScripts } from './support/load-scripts.ts';
import { startMessageDb } from './support/messagedb-server.ts';
import type { MessageDbServer } from './support/messagedb-server.ts';

const [rounds = '3', seconds = '5'] = process.argv.slice(2);
const BATCH = 1_000;

interface Case {
  readonly name: string;
  readonly script: EventideScript;
  readonly ours: number;
  readonly peer: number;
  /** Ours by the peer's, at least. */
  readonly promised: number | undefined;
  /** What is done to the tables of both before it. */
  readonly before?: 'analyse' | 'analyse-empty-and-refill';
}

/** What the planner knows decides about the peer's reads, so they are measured in three states. */
const cases: readonly Case[] = [
  {
    name: 'read 100 of 5 000, never analysed',
    script: 'read-stream',
    ours: 16,
    peer: 16,
    promised: undefined,
  },
  {
    name: 'read 100 of 5 000, analysed before they were written',
    script: 'read-stream',
    ours: 16,
    peer: 16,
    promised: 3,
    before: 'analyse-empty-and-refill',
  },
  {
    name: 'read 100 of 5 000, analysed',
    script: 'read-stream',
    ours: 16,
    peer: 16,
    promised: 0.7,
    before: 'analyse',
  },
  {
    name: 'one category, 64 writers',
    script: 'write-one-category',
    ours: 64,
    peer: 16,
    promised: 2.5,
  },
  {
    name: 'one category, 16 writers',
    script: 'write-one-category',
    ours: 16,
    peer: 16,
    promised: 1.5,
  },
  {
    name: '64 categories, 16 writers',
    script: 'write-64-categories',
    ours: 16,
    peer: 16,
    promised: 0.8,
  },
  { name: 'one writer', script: 'write-one-category', ours: 1, peer: 1, promised: 0.5 },
];

/** The only namespace, in whatever schema it is. */
const truncateOurs = `DO $$ BEGIN EXECUTE (
    SELECT format('TRUNCATE %I.messages', schema_name) FROM messagedb.namespaces
  ); END $$`;

interface Round {
  readonly ours: number;
  readonly p99Ms: number;
  readonly cpuMicros: number;
  readonly peer: number;
}

await withDirectory(async (directory, defer) => {
  // Statistics are made when a case asks for them, and not in between.
  const postgres = await startPostgres(directory, { autovacuum: 'off' });
  defer(() => postgres.stop());
  printConditions(`PostgreSQL ${postgres.version}, every commit synced, medians`);
  const url = await postgres.createDatabase('aquifer', 'SELECT 1');
  const peer = await installEventide(url, directory);
  const server = await startMessageDb({ MESSAGEDB_DB_URL: url });
  defer(() => server.stop());
  const scripts = await writeLoadScripts(directory);
  const fill = async (): Promise<void> => {
    await fillOurs(server);
    await peer.execute(fillPeer(`'long-1'`, 5_000));
    await peer.execute(fillPeer("'other-' || n % 100", 100_000));
  };
  const analyse = async (): Promise<void> => {
    await postgres.execute('aquifer', 'ANALYZE');
    await peer.execute('ANALYZE');
  };
  await fill();

  const lines: string[] = [];
  for (const { name, script, ours, peer: connections, promised, before } of cases) {
    if (before === 'analyse-empty-and-refill') {
      await postgres.execute('aquifer', truncateOurs);
      await peer.execute('TRUNCATE message_store.messages');
      await analyse();
      await fill();
    }
    if (before === 'analyse') await analyse();
    const measured: Round[] = [];
    for (let round = 0; round < Number(rounds); round += 1) {
      const cpuBefore = useOfTree(server.pid).cpuMicros;
      const result = await runWrk({
        url: `${server.url}/rpc`,
        seconds: Number(seconds),
        connections: ours,
        headers: { authorization: `Bearer ${server.token}` },
        script: scripts[script],
      });
      const cpuMicros = (useOfTree(server.pid).cpuMicros - cpuBefore) / result.requests;
      const peerPerSecond = await peer.run(script, connections, Number(seconds));
      measured.push({
        ours: result.perSecond,
        p99Ms: result.p99Ms,
        cpuMicros,
        peer: peerPerSecond,
      });
      console.error(
        `${name}: ${Math.round(result.perSecond)} / ${Math.round(peerPerSecond)}, disk ${probeDisk(directory).toFixed(2)} ms`,
      );
    }
    lines.push(rowOf(name, promised, measured));
  }
  console.log(tableHead(['case', 'ours/s', 'peer/s', 'ratio', 'promised', 'ours p99', 'ours CPU']));
  console.log(lines.join('\n'));
});

function rowOf(name: string, promised: number | undefined, measured: readonly Round[]): string {
  const median = (of: (round: Round) => number): number => medianOf(measured.map((one) => of(one)));
  const ours = median((round) => round.ours);
  const peer = median((round) => round.peer);
  return tableRow([
    name,
    Math.round(ours),
    Math.round(peer),
    ratioText(ours, peer),
    promised === undefined ? '' : `${promised}×`,
    `${median((round) => round.p99Ms).toFixed(1)} ms`,
    `${Math.round(median((round) => round.cpuMicros))} µs`,
  ]);
}

/** A stream of 5 000 messages to read from, and 100 000 others around it. */
async function fillOurs(server: MessageDbServer): Promise<void> {
  const message = {
    type: 'Benched',
    data: { attribute: 'some value', n: 1 },
    metadata: { correlationStreamName: 'flow-1' },
  };
  const batch = Array.from({ length: BATCH }, () => message);
  for (let part = 0; part < 5; part += 1) await server.call('stream.writeBatch', 'long-1', batch);
  for (let part = 0; part < 100; part += 1) {
    await server.call('stream.writeBatch', `other-${part}`, batch);
  }
}

/** The same with the peer; `streamName` is an expression of SQL. */
function fillPeer(streamName: string, count: number): string {
  return (
    `SELECT count(message_store.write_message(gen_random_uuid()::varchar, ${streamName}, 'Benched', '{"attribute":"some value","n":1}'::jsonb, ` +
    `'{"correlationStreamName":"flow-1"}'::jsonb)) FROM generate_series(1, ${count}) AS n`
  );
}
