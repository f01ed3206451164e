import { randomUUID } from 'node:crypto';
import { describeWith, freePort } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MessageDbProcess } from '../support/messagedb-process.ts';
import { PokeFollower } from '../support/poke-follower.ts';
import { insist, rpc } from '../support/rpc.ts';

const WRITERS = 32;
const FOLLOWERS = 8;
const KILLS = 20;
const MINUTES = 60_000;

interface Acknowledged {
  readonly id: string;
  readonly stream: string;
  readonly position: number;
  readonly globalPosition: number;
}

/**
 * Two instances on one PostgreSQL. Writers write to either and, when they get no answer, write the
 * same message again; followers follow either and come back with their last id. One instance is
 * killed again and again, and nothing may be lost, doubled or told twice (contract §6, §9).
 */
await describeWith('postgres', 'two instances, one of which is killed 20 times', (postgres) => {
  let drop: () => Promise<void>;
  let instances: readonly MessageDbProcess[] = [];

  beforeAll(async () => {
    const database = await postgres.createDatabase();
    drop = () => database.drop();
    instances = [
      new MessageDbProcess(await freePort(), { MESSAGEDB_DB_URL: database.url }),
      new MessageDbProcess(await freePort(), { MESSAGEDB_DB_URL: database.url }),
    ];
    for (const instance of instances) await instance.start();
  }, MINUTES);
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
    await drop();
  });

  it(
    'loses no acknowledged message, leaves no gap, and tells every follower of each once',
    async () => {
      const urls = instances.map(({ url }) => url);
      const [, victim] = instances;
      const followers = Array.from(
        { length: FOLLOWERS },
        (_, index) =>
          new PokeFollower(
            // Half of them know only the one that dies.
            index % 2 === 0 ? urls : urls.slice(1),
            ['category=order&position=1', 'all=true&catchup=true&position=1'][
              index % 4 < 2 ? 0 : 1
            ] ?? '',
          ),
      );
      const acknowledged: Acknowledged[] = [];
      let isWriting = true;
      const write = async (writer: number): Promise<void> => {
        for (let round = 0; isWriting; round += 1) {
          const id = randomUUID();
          const stream = `order-${(writer + round) % 10}`;
          const request = ['stream.write', stream, { type: 'T', data: { writer, round } }, { id }];
          const place = await insist<Omit<Acknowledged, 'id' | 'stream'>>(urls, request);
          acknowledged.push({ id, stream, ...place });
        }
      };
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = acknowledged.length;
        while (acknowledged.length < before + 50) await new Promise((r) => setTimeout(r, 10));
        await victim?.end('SIGKILL');
        await victim?.start();
      }
      isWriting = false;
      await Promise.all(writers);

      const { result: rows } = await rpc<readonly (readonly unknown[])[]>(urls[0] ?? '', [
        'category.get',
        'order',
        { batchSize: -1 },
      ]);
      const stored = rows.map(([id, stream, , position, globalPosition]) => ({
        id,
        stream,
        position,
        globalPosition,
      }));
      const byPlace = (one: Acknowledged, other: Acknowledged): number =>
        one.globalPosition - other.globalPosition;
      // Every writer insisted on every message, so what is stored is what was acknowledged.
      expect(stored).toEqual(acknowledged.toSorted(byPlace));
      for (const stream of new Set(stored.map((message) => message.stream))) {
        const positions = stored.filter((one) => one.stream === stream).map((one) => one.position);
        expect(positions).toEqual(positions.map((_, index) => index));
      }
      const told = stored.map(({ stream, position, globalPosition }) => ({
        stream,
        position,
        globalPosition,
      }));
      for (const follower of followers) {
        expect(await follower.until(told.length)).toEqual(told);
        expect(follower.connections).toBeGreaterThan(0);
      }
      expect(Math.max(...followers.map(({ connections }) => connections))).toBeGreaterThan(
        KILLS / 2,
      );
    },
    10 * MINUTES,
  );
});
