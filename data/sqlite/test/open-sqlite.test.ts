import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openSqlite, sqliteErrorCode } from '@aquifer/sqlite';
import type { OpenSqliteOptions } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { beforeEach, describe, expect, it } from 'vitest';

/** Runs a script on the packages' source. */
const sourceArguments = [
  '--conditions=aquifer-source',
  '--import',
  'tsx',
  '--input-type=module',
  '-e',
];

describe('openSqlite', () => {
  let directory: string;
  beforeEach(() => {
    directory = temporaryDirectory();
  });

  const codeOf = (path: string, options?: OpenSqliteOptions): string | undefined => {
    try {
      openSqlite(path, options).close();
    } catch (error) {
      return sqliteErrorCode(error);
    }
    return undefined;
  };

  it('creates the file and its folder for the owner alone', () => {
    const path = join(directory, 'new', 'data.db');
    const database = openSqlite(path);
    database.exec('create table t (a)');
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(directory, 'new')).mode & 0o777).toBe(0o700);
    database.close();
  });

  it('sets WAL, a busy timeout, foreign keys and normal synchronous', () => {
    const database = openSqlite(join(directory, 'data.db'));
    expect(database.value('pragma journal_mode')).toBe('wal');
    expect(database.value('pragma busy_timeout')).toBe(5000);
    expect(database.value('pragma foreign_keys')).toBe(1);
    expect(database.value('pragma synchronous')).toBe(1);
    database.close();
  });

  it('sets what the options say', () => {
    const database = openSqlite(join(directory, 'data.db'), {
      journal: 'delete',
      synchronous: 'full',
      foreignKeys: false,
      busyTimeoutMs: 7,
      pragmas: { cache_size: '-4000' },
    });
    expect(database.value('pragma journal_mode')).toBe('delete');
    expect(database.value('pragma synchronous')).toBe(2);
    expect(database.value('pragma foreign_keys')).toBe(0);
    expect(database.value('pragma busy_timeout')).toBe(7);
    expect(database.value('pragma cache_size')).toBe(-4000);
    database.close();
  });

  it("leaves a file's journal mode alone when asked to keep it", () => {
    const path = join(directory, 'data.db');
    openSqlite(path, { journal: 'delete' }).close();
    const database = openSqlite(path, { journal: 'keep' });
    expect(database.value('pragma journal_mode')).toBe('delete');
    database.close();
  });

  it('refuses a pragma that is not on the list', () => {
    const path = join(directory, 'data.db');
    expect(() => openSqlite(path, { pragmas: { writable_schema: '1' } })).toThrow(
      /pragma "writable_schema" may not be set/,
    );
    expect(() => openSqlite(path, { pragmas: { cache_size: '1; drop table t' } })).toThrow(
      /cache_size does not take the value/,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a missing file when reading only or told not to create, and makes none', () => {
    const path = join(directory, 'missing.db');
    expect(codeOf(path, { readOnly: true })).toBe('cannot_open');
    expect(codeOf(path, { create: false })).toBe('cannot_open');
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a file that is not a database and leaves it as it was', () => {
    const path = join(directory, 'notes.txt');
    writeFileSync(path, 'These are my notes, not a database.\n'.repeat(10));
    expect(codeOf(path)).toBe('not_a_database');
    expect(readFileSync(path, 'utf8')).toMatch(/^These are my notes/);
  });

  it('refuses a folder and an empty path', () => {
    mkdirSync(join(directory, 'folder'));
    expect(codeOf(join(directory, 'folder'))).toBe('cannot_open');
    expect(codeOf('')).toBe('cannot_open');
  });

  it('takes a path that looks like a URI for a path', () => {
    const path = join(directory, 'file:odd?mode=memory');
    openSqlite(path).close();
    expect(existsSync(path)).toBe(true);
  });

  it('waits for a writer before it turns a file to WAL', async () => {
    const path = join(directory, 'busy.db');
    const script = `
      const { openSqlite } = await import('@aquifer/sqlite');
      const database = openSqlite(process.argv[1], { journal: 'delete' });
      database.exec('begin immediate; create table t (a)');
      console.log('locked');
      setTimeout(() => database.exec('commit'), 300);
    `;
    const holder = spawn(process.execPath, [...sourceArguments, script, path], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    // Blocks this thread, as all of SQLite does, until the other process commits.
    const database = openSqlite(path);
    expect(database.value('pragma journal_mode')).toBe('wal');
    expect(database.value('select count(*) from t')).toBe(0);
    database.close();
  });

  it('opens one new file from several processes at once', async () => {
    const path = join(directory, 'race.db');
    const script = `
      const { openSqlite } = await import('@aquifer/sqlite');
      const database = openSqlite(process.argv[1]);
      database.exec('create table if not exists t (pid)');
      database.run('insert into t values (?)', [process.pid]);
      database.close();
    `;
    const run = promisify(execFile);
    const open = () =>
      run(process.execPath, [...sourceArguments, script, path], { cwd: import.meta.dirname });
    await Promise.all([open(), open(), open(), open()]);
    const database = openSqlite(path);
    expect(database.value('select count(*) from t')).toBe(4);
    database.close();
  });
});
