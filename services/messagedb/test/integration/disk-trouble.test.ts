import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MessageDbProcess } from '../support/messagedb-process.ts';
import { insist, rpc } from '../support/rpc.ts';

/** A disk that takes no more, and then takes it again, under a server that has SQLite files on it. */
interface Disk {
  /** The command through which the server is started, to have such a disk. */
  through(dataDir: string): readonly string[];
  spoil(server: MessageDbProcess, dataDir: string): void;
  mend(server: MessageDbProcess, dataDir: string): void;
  /** What a writer is told meanwhile. */
  readonly refusal: RegExp;
}

const run = ([command = '', ...args]: readonly string[]): boolean =>
  spawnSync(command, args).status === 0;

/** A file system in memory, mounted where only the server sees it; and through its eyes, we. */
const smallDisk: Disk = {
  through: (dataDir) => [
    'unshare',
    '-rm',
    '--',
    'sh',
    '-c',
    'mount -t tmpfs -o size=3m none "$0" && exec "$@"',
    dataDir,
  ],
  spoil(server, dataDir) {
    const seen = `/proc/${server.pid}/root${dataDir}`;
    const { bavail, bsize } = statfsSync(seen);
    writeFileSync(`${seen}/ballast`, Buffer.alloc(Math.max(bavail * bsize - 200_000, 0)));
  },
  mend: (server, dataDir) => rmSync(`/proc/${server.pid}/root${dataDir}/ballast`),
  refusal: /^The disk of the message store is full$/,
};
const canMount = run([...smallDisk.through(temporaryDirectory()), 'true']);

/** No file of the process may grow: to SQLite an error of the disk, and one that any user can make. */
const failingDisk: Disk = {
  through: () => [],
  spoil: ({ pid }) => void run(['prlimit', '--pid', String(pid), '--fsize=100000:']),
  mend: ({ pid }) => void run(['prlimit', '--pid', String(pid), '--fsize=unlimited:']),
  refusal: /did not confirm the write|cannot read or write its files/,
};
const canLimit = run(['prlimit', '--pid', String(process.pid)]);

const MINUTES = 60_000;

describe.each([
  ['is full', smallDisk, canMount],
  ['fails', failingDisk, canLimit],
] as const)('a disk that %s', (_, disk, isPossible) => {
  it.skipIf(!isPossible)(
    'has writes refused, and nothing that was acknowledged lost; all goes on when it is well again',
    async () => {
      const dataDir = temporaryDirectory();
      const env = { MESSAGEDB_DB_URL: 'sqlite://messages.db', MESSAGEDB_DATA_DIR: dataDir };
      const server = new MessageDbProcess(await freePort(), env, disk.through(dataDir));
      onTestFinished(async () => void (await server.end('SIGKILL')));
      await server.start();
      const { url, pid } = server;
      const acknowledged: string[] = [];
      const write = async (id: string = randomUUID()) => {
        const message = { type: 'T', data: { text: 'x'.repeat(10_000) } };
        const request = ['stream.write', `a-${acknowledged.length % 3}`, message, { id }];
        const { status, result } = await rpc<Refusal>(url, request);
        if (status === 200) acknowledged.push(id);
        return { id, status, error: status === 200 ? undefined : result.error };
      };
      const stored = async () => {
        const request = ['category.get', 'a', { batchSize: -1 }];
        return (await insist<readonly (readonly unknown[])[]>([url], request)).map(([id]) => id);
      };

      for (let left = 5; left > 0; left -= 1) expect(await write()).toMatchObject({ status: 200 });
      disk.spoil(server, dataDir);
      let last = await write();
      while (last.status === 200) last = await write();
      for (const refused of [last, ...(await Promise.all([write(), write(), write()]))]) {
        expect(refused.status).toBeGreaterThanOrEqual(500);
        expect(refused.error).toMatchObject({
          code: 'BACKEND_ERROR',
          message: expect.stringMatching(disk.refusal),
        });
      }
      expect(await stored()).toEqual(acknowledged);
      expect((await fetch(`${url}/health`)).status).toBe(200);

      disk.mend(server, dataDir);
      expect(await write(last.id)).toMatchObject({ status: 200 });
      expect((await write()).status).toBe(200);
      expect(await stored()).toEqual(acknowledged);
      expect(server.pid).toBe(pid);
      expect(await server.end('SIGTERM')).toBe(0);
    },
    2 * MINUTES,
  );
});

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}
