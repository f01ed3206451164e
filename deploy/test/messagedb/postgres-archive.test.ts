import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import { crashablePostgres, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withReplaced } from '../support/deploy-file.ts';
import { stopServer } from '../support/program.ts';
import { deployText } from './support/deploy-file.ts';
import { defaultToken, startMessageDb } from './support/start-messagedb.ts';
import type { StartedMessageDb } from './support/start-messagedb.ts';

/** The settings of the file, its archive in another place. */
function archiveSettings(archive: string): Record<string, string> {
  const text = withReplaced(deployText('postgres-archive.conf'), [['/backup/wal', archive]]);
  const lines = [...text.matchAll(/^(\w+) = (?:'(.*)'|(.*))$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']),
  );
}

/** A copy of the files while PostgreSQL runs, as pg_basebackup makes one. */
async function takeBaseBackup(postgres: Postgres, data: string, copy: string): Promise<void> {
  await postgres.query("SELECT pg_backup_start('base', fast => true)");
  execFileSync('cp', ['-a', data, copy]);
  const [stopped] = await postgres.rows<{ labelfile: string }>(
    'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
  );
  writeAsOwner(copy, 'backup_label', stopped?.labelfile ?? '');
  rmSync(join(copy, 'postmaster.pid'));
}

/** A file that belongs to whom the folder belongs to. */
function writeAsOwner(folder: string, name: string, text: string): void {
  const { uid, gid } = statSync(folder);
  const path = join(folder, name);
  writeFileSync(path, text);
  chownSync(path, uid, gid);
}

/** Puts the copy in the place of what a wrong hand has left, to be brought forward up to a point. */
function restore(copy: string, data: string, archive: string, point: string): void {
  rmSync(data, { recursive: true });
  execFileSync('cp', ['-a', copy, data]);
  writeAsOwner(data, 'recovery.signal', '');
  appendFileSync(
    join(data, 'postgresql.conf'),
    `restore_command = 'cp ${archive}/%f %p'
recovery_target_name = '${point}'
recovery_target_action = 'promote'
`,
  );
}

describe('postgres-archive.conf', () => {
  it(
    'archives so that a database can be brought to the moment before an accident',
    { timeout: 300_000 },
    async () => {
      const folder = temporaryDirectory();
      // PostgreSQL runs as another user, who must be able to pass through.
      chmodSync(folder, 0o711);
      const [archive, copy] = [join(folder, 'wal'), join(folder, 'base')];
      mkdirSync(archive);
      chmodSync(archive, 0o777);
      const server = await crashablePostgres(archiveSettings(archive));
      const postgres = openPostgres(server.url, { poolMax: 1 });
      const running: StartedMessageDb[] = [];
      onTestFinished(async () => {
        for (const one of running) one.server.child.kill('SIGKILL');
        await postgres.close();
        await server.stop();
      });
      const start = async (): Promise<StartedMessageDb> => {
        const env = { MESSAGEDB_TOKEN: defaultToken, MESSAGEDB_DB_URL: server.url };
        const started = await startMessageDb(['messagedb', 'serve'], env);
        running.push(started);
        return started;
      };
      const write = async ({ rpc }: StartedMessageDb, type: string): Promise<void> =>
        void (await rpc('stream.write', 'account-1', { type, data: {} }));

      const before = await start();
      await write(before, 'BeforeBackup');
      await takeBaseBackup(postgres, server.data, copy);
      await before.rpc('ns.create', 'tenant-a');
      await write(before, 'AfterBackup');
      await postgres.query("SELECT pg_create_restore_point('before the accident')");
      await before.rpc('ns.delete', 'tenant-a');
      await write(before, 'Accident');
      const segment = await postgres.value<string>('SELECT pg_walfile_name(pg_switch_wal())');
      const archived = 'SELECT last_archived_wal >= $1 FROM pg_stat_archiver';
      await expect.poll(() => postgres.value(archived, [segment]), { timeout: 60_000 }).toBe(true);
      expect(await stopServer(before.server)).toBe(0);

      await server.crash();
      restore(copy, server.data, archive, 'before the accident');
      await server.restart();
      const after = await start();
      const rows = (await after.rpc('stream.get', 'account-1')) as unknown[][];
      expect(rows.map((row) => row[1])).toEqual(['BeforeBackup', 'AfterBackup']);
      expect(await after.rpc('ns.info', 'tenant-a')).toMatchObject({ namespace: 'tenant-a' });
      await write(after, 'Again');
      expect(await after.rpc('stream.version', 'account-1')).toBe(2);
    },
  );
});
