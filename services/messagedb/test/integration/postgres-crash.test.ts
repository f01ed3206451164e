import { randomUUID } from 'node:crypto';
import { crashablePostgres, freePort } from '@aquifer/testing';
import type { CrashablePostgres } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessageDbProcess } from '../support/messagedb-process.ts';
import { PokeFollower } from '../support/poke-follower.ts';
import { insist, rpc } from '../support/rpc.ts';

const CRASHES = 3;
const WRITERS = 8;
const MINUTES = 60_000;

describe('a PostgreSQL that is killed under a running server', () => {
  let postgres: CrashablePostgres;
  let server: MessageDbProcess;

  beforeAll(async () => {
    postgres = await crashablePostgres();
    server = new MessageDbProcess(await freePort(), { MESSAGEDB_DB_URL: postgres.url });
    await server.start();
  }, 2 * MINUTES);
  afterAll(async () => {
    await server.end('SIGKILL');
    await postgres.stop();
  });

  it(
    'loses no acknowledged write; the server answers 503 meanwhile and goes on by itself',
    async () => {
      const { url } = server;
      const { pid } = server;
      const follower = new PokeFollower([url], 'category=order&position=1');
      const acknowledged: string[] = [];
      let isWriting = true;
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        while (isWriting) {
          const id = randomUUID();
          const message = { type: 'T', data: { writer } };
          await insist([url], ['stream.write', `order-${writer}`, message, { id }]);
          acknowledged.push(id);
        }
      });
      for (let crash = 0; crash < CRASHES; crash += 1) {
        const before = acknowledged.length;
        while (acknowledged.length < before + 50) await new Promise((r) => setTimeout(r, 10));
        await postgres.crash();
        const refused = await rpc<{ error: { code: string } }>(url, ['stream.version', 'order-0']);
        expect([refused.status, refused.result.error.code]).toEqual([503, 'BACKEND_ERROR']);
        await postgres.restart();
      }
      isWriting = false;
      await Promise.all(writers);
      const rows = await insist<readonly (readonly unknown[])[]>(
        [url],
        ['category.get', 'order', { batchSize: -1 }],
      );
      expect(rows.map(([id]) => id).toSorted()).toEqual(acknowledged.toSorted());
      expect((await follower.until(rows.length)).map((poke) => poke.globalPosition)).toEqual(
        rows.map((row) => row[4]),
      );
      expect(server.pid).toBe(pid);
    },
    5 * MINUTES,
  );
});
