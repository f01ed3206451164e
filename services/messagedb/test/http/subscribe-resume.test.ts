import { describe, expect, it } from 'vitest';
import { runMessageDb } from '../support/running-messagedb.ts';
import type { RunningMessageDb } from '../support/running-messagedb.ts';
import { openSse } from '../support/sse-client.ts';
import type { Poke } from '../support/sse-client.ts';

const patience = { timeout: 25_000 };
const DISCONNECTS = 20;
const WRITERS = 4;
const WRITES = 75;

/** Where a client that was cut off goes on: the query, and its headers. */
type Resume = (last: Poke | undefined) => readonly [string, Record<string, string>];

const byEventId: Resume = (last) => ['', last === undefined ? {} : { 'last-event-id': last.id }];
const byGlobalPosition: Resume = (last) =>
  last === undefined ? ['', {}] : [`&position=${last.globalPosition + 1}`, {}];
const byPosition: Resume = (last) =>
  last === undefined ? ['', {}] : [`&position=${last.position + 1}`, {}];

async function writeAll(server: RunningMessageDb): Promise<void> {
  const write = async (writer: number): Promise<void> => {
    for (let at = 0; at < WRITES; at += 1) await server.write(writer % 2 === 0 ? 'a-123' : 'a-789');
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
}

/** Reads until it was cut off often enough, then to the end. */
async function readWithCuts(
  { url, token }: RunningMessageDb,
  query: string,
  resume: Resume,
  isOver: (pokes: readonly Poke[]) => boolean,
): Promise<readonly Poke[]> {
  const pokes: Poke[] = [];
  for (let cuts = 0; !isOver(pokes); cuts += 1) {
    const [more, headers] = resume(pokes.at(-1));
    const client = await openSse(`${url}/subscribe?${query}${more}&token=${token}`, { headers });
    const enough = cuts < DISCONNECTS ? Math.floor(Math.random() * 20) : Number.POSITIVE_INFINITY;
    await expect
      .poll(() => client.pokes.length >= enough || isOver([...pokes, ...client.pokes]), {
        interval: 2,
        ...patience,
      })
      .toBe(true);
    client.close();
    pokes.push(...client.pokes);
  }
  return pokes;
}

describe('a client that is cut off and comes back misses nothing and hears nothing twice', () => {
  it.each<[string, string, Resume]>([
    ['a stream by event id', 'stream=a-123', byEventId],
    ['a stream by position', 'stream=a-123', byPosition],
    ['a category by event id', 'category=a', byEventId],
    ['a category by position', 'category=a', byGlobalPosition],
    ['a member of a group by event id', 'category=a&consumer=1&size=2', byEventId],
    ['everything by event id', 'all=true&catchup=true', byEventId],
    ['everything by position', 'all=true&catchup=true', byGlobalPosition],
  ])('%s', async (_name, query, resume) => {
    const server = await runMessageDb();
    await server.write(
      ...Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? 'a-123' : 'a-789')),
    );
    // By the contract's table `123` belongs to member 1 of 2, and `789` does not.
    const group = query.includes('size') ? { consumerGroup: { member: 1, size: 2 } } : {};
    const isStream = query.startsWith('stream');
    const writing = writeAll(server);
    const total = async (): Promise<number[]> => {
      const call = isStream
        ? ['stream.get', 'a-123', { batchSize: -1 }]
        : ['category.get', 'a', { batchSize: -1, ...group }];
      const rows = await server.rpc<unknown[][]>(call);
      return rows.map((row) => Number(row[isStream ? 3 : 4]));
    };
    let expected = Number.POSITIVE_INFINITY;
    const reading = readWithCuts(server, query, resume, (pokes) => pokes.length >= expected);
    await writing;
    const all = await total();
    expected = all.length;
    const pokes = await reading;
    expect(pokes.map(({ globalPosition }) => globalPosition)).toEqual(all);
  });
});
