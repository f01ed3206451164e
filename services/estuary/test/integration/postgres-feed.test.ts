import { setTimeout as delay } from 'node:timers/promises';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readEvents } from '../support/event-reader.ts';
import type { EventReader } from '../support/event-reader.ts';
import { followCutOff, seqOf } from '../support/follow-cut-off.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary, TestItem } from '../support/running-estuary.ts';

const CHANGES = 600;

interface FeedData {
  readonly item: TestItem | null;
}

const allSeqs = Array.from({ length: CHANGES }, (_, index) => index + 1);

await describeWith('postgres', 'change feeds of two Estuaries over PostgreSQL', (server) => {
  let database: TestDatabase;
  let estuaries: readonly [RunningEstuary, RunningEstuary];
  beforeEach(async () => {
    database = await server.createDatabase();
    const env = {
      DATABASE_TYPE: 'postgres',
      DATABASE_URL: database.url,
      RATE_LIMIT_ENABLED: 'false',
    };
    estuaries = [await estuaryOfTest(env), await estuaryOfTest(env)];
  });
  afterEach(() => database.drop());

  const follow = (instance: 0 | 1, query: string, last?: string): EventReader =>
    readEvents(`${estuaries[instance].url}/api/v1/changes?${query}`, last);
  /** Half of all changes by each instance, several at a time. */
  const writeAll = async (): Promise<void> => {
    const write = async (estuary: RunningEstuary): Promise<void> => {
      for (let n = 0; n < CHANGES / 6; n += 1) await estuary.create({ name: `n${n}` });
    };
    await Promise.all([0, 1, 0, 1, 0, 1].map((instance) => write(estuaries[instance as 0 | 1])));
  };

  it('tell all, each once and in order, also who is cut off 50 times and comes back to either', async () => {
    const steady = [follow(0, 'since=0'), follow(1, 'since=0')];
    await Promise.all(steady.map(({ opened }) => opened));
    const writing = writeAll();
    const either = (last: string): EventReader => follow(Math.random() < 0.5 ? 0 : 1, '', last);
    const seen = await followCutOff(either, { cuts: 50, total: CHANGES, lastsMs: 20 });
    await writing;
    expect(seen).toEqual(allSeqs);
    for (const reader of steady) {
      await vi.waitFor(() => expect(reader.events.length).toBeGreaterThanOrEqual(CHANGES), 10_000);
      expect(reader.events.map((event) => seqOf(event))).toEqual(allSeqs);
      await reader.cut();
    }
  }, 60_000);

  it('go on behind a snapshot where it ends, whichever instance writes', async () => {
    const writing = writeAll();
    await delay(50);
    const readers = [follow(0, 'snapshot=true'), follow(1, 'snapshot=true')];
    await Promise.all(readers.map(({ opened }) => opened));
    await writing;
    for (const { events, cut } of readers) {
      await vi.waitFor(() => expect(seqOf(events.at(-1)!)).toBe(CHANGES), 10_000);
      await cut();
      const end = events.findIndex(({ event }) => event === 'snapshot.end');
      const ids = events.map(({ data }) => (data as FeedData).item?.id).filter(Boolean);
      expect(new Set(ids).size).toBe(CHANGES);
      expect(ids).toHaveLength(CHANGES);
      const live = events.slice(end + 1).map((event) => seqOf(event));
      expect(live).toEqual(allSeqs.slice(CHANGES - live.length));
    }
  }, 60_000);
});
