import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { fixtureSql } from '../support/fixture.ts';
import { runCli } from '../support/run-cli.ts';
import type { CliResult, CliWorld } from '../support/run-cli.ts';

/** The command line of contract §2: messages, exit codes, tables and JSON. */

let world: CliWorld;
let databasePath: string;

beforeEach(async () => {
  const directory = temporaryDirectory();
  world = { cwd: directory, homeDir: directory };
  databasePath = join(directory, 'demo.db');
  const database = openSqlite(databasePath);
  database.exec(fixtureSql);
  database.close();
});

const run = (...args: readonly string[]): Promise<CliResult> => runCli(world, ...args);

/** Runs a command that must succeed; returns what it printed. */
const ok = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** Runs a command that must fail; returns its one line. */
const refused = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trimEnd()).not.toContain('\n');
  return stderr.trimEnd();
};

const addDemo = (): Promise<string> =>
  ok('db', 'add', '--name', 'demo', '--driver', 'sqlite', '--dsn', databasePath);

it.runIf(existsSync('/proc/self'))('a data directory that cannot be made is an error', async () => {
  for (const args of [
    ['admin', 'list'],
    ['serve', '--daemon'],
  ]) {
    expect(await refused(...args, '--data-dir', '/proc/x')).toContain('/proc/x');
  }
});

describe('mistakes on the command line', () => {
  it('names an unknown command, an unknown flag and a missing one', async () => {
    expect(await refused('bogus')).toBe('unknown command "bogus" for "faucet"');
    expect(await refused('admin', 'list', '--x')).toBe('unknown flag: --x');
    expect(await refused('role', 'create')).toBe('required flag(s) "name" not set');
    expect(await refused('admin', 'create')).toBe('required flag(s) "email" not set');
  });

  it('answers a wish for help on an unknown command with one line', async () => {
    expect(await refused('help', 'bogus')).toBe('unknown command "bogus" for "faucet"');
    expect(await refused('db', 'help', 'bogus')).toBe('unknown command "bogus" for "faucet"');
  });

  it('lists the commands when none is named', async () => {
    expect(await ok()).toContain('serve');
    expect(await ok('db')).toContain('promote');
  });

  it('prints help on request with exit code 0', async () => {
    expect(await ok('help')).toContain('serve');
    expect(await ok('serve', '--help')).toContain('FAUCET_SERVER_PORT');
  });

  it('reports every wrong setting at once, without values of secrets', async () => {
    const env = { FAUCET_SERVER_PORT: 'eighty', FAUCET_ENCRYPTION_KEY: 'short' };
    const { code, stderr } = await runCli({ ...world, env }, 'admin', 'list');
    expect(code).toBe(1);
    expect(stderr).toContain('FAUCET_SERVER_PORT');
    expect(stderr).toContain('FAUCET_ENCRYPTION_KEY');
    expect(stderr).not.toContain('short');
  });
});

describe('admin', () => {
  it('creates administrators once each and lists them', async () => {
    expect(await ok('admin', 'list', '--json')).toBe('[]\n');
    const create = ['admin', 'create', '--email', 'a@b.c', '--password', 'longenough'];
    expect(await ok(...create)).toBe('Created admin user "a@b.c" (id=1)\n');
    expect(await refused(...create)).toContain('already exists');
    expect(JSON.parse(await ok('admin', 'ls', '--json'))).toEqual([
      { email: 'a@b.c', name: '', active: true },
    ]);
    expect(await ok('admin', 'list')).toMatch(/EMAIL\s+NAME\s+ACTIVE\na@b\.c\s+yes/);
  });

  it('refuses bad emails and short passwords', async () => {
    const create = (email: string, password: string): Promise<string> =>
      refused('admin', 'create', '--email', email, '--password', password);
    expect(await create('nobody', 'longenough')).toContain('@');
    expect(await create('a@b.c', 'short')).toBe('Password must be at least 8 characters');
  });
});

describe('db', () => {
  it('adds, lists, tests, describes and removes a service', async () => {
    expect(await addDemo()).toBe('Added service "demo" (driver=sqlite, id=1)\n');
    expect(JSON.parse(await ok('db', 'list', '--json'))).toEqual([
      { name: 'demo', driver: 'sqlite', label: 'demo', schema: '', active: true },
    ]);
    expect(await ok('service', 'list')).not.toContain(databasePath);
    expect(await ok('db', 'test', 'demo')).toMatch(/Testing connection[^]*Connection successful\./);
    expect(JSON.parse(await ok('db', 'schema', 'demo', '--table', 'countries'))).toMatchObject({
      name: 'countries',
      primary_key: ['code'],
    });
    expect(await ok('db', 'rm', 'demo')).toBe('Removed service "demo"\n');
    expect(await refused('db', 'remove', 'demo')).toMatch(/not found/i);
  });

  it('refuses missing values, unknown drivers and taken names', async () => {
    expect(await refused('db', 'add', '--name', 'x')).toBe('required flag(s) "driver" not set');
    expect(await refused('db', 'add', '--name', 'x', '--driver', 'dbase', '--dsn', 'y')).toContain(
      'Driver must be one of',
    );
    await addDemo();
    const twice = ['db', 'add', '--name', 'demo', '--driver', 'sqlite', '--dsn', 'y'];
    expect(await refused(...twice)).toContain('already exists');
  });

  it('locks tables, reports drift and promotes it', async () => {
    await addDemo();
    expect(await ok('db', 'diff', 'demo')).toContain('no contracts');
    expect(await ok('db', 'lock', 'demo')).toBe('Locked schema contracts for 5 tables in "demo"\n');
    expect(await ok('db', 'diff', 'demo')).toContain('  countries: no drift');
    const database = openSqlite(databasePath);
    database.exec(
      'ALTER TABLE countries DROP COLUMN name; ALTER TABLE countries ADD COLUMN area REAL',
    );
    database.close();
    const report = await ok('db', 'diff', 'demo', '--table', 'countries');
    expect(report).toContain('BREAKING (1 additive, 1 breaking)');
    expect(report).toContain('! Column "name" was removed');
    expect(report).toContain('+ Column "area" was added');
    expect(await refused('db', 'promote', 'demo')).toContain(
      'one of --table and --all is required',
    );
    await ok('db', 'promote', 'demo', '--all');
    expect(JSON.parse(await ok('db', 'diff', 'demo', '--json'))).toMatchObject({
      drifted_tables: 0,
    });
    expect(await ok('db', 'unlock', 'demo')).toBe('Unlocked 5 schema contracts in "demo"\n');
  });
});

describe('role and key', () => {
  it('creates roles and grants rules', async () => {
    const create = ['role', 'create', '--name', 'r', '--service', 'demo'];
    expect(await ok(...create, '--verbs', 'get,POST')).toBe(
      'Created role "r" (id=1)\n  access: GET,POST on demo/*\n',
    );
    expect(await refused(...create, '--verbs', 'FETCH')).toBe(
      'invalid --verbs: unknown verb "FETCH"',
    );
    const granted = await ok('role', 'grant', '--role', 'r', '--verbs', '*', '--component', '_sql');
    expect(granted).toContain('GET,POST,PUT,PATCH,DELETE on */_sql');
    expect(await ok('role', 'list')).toContain(
      'GET,POST on demo/*; GET,POST,PUT,PATCH,DELETE on */_sql',
    );
  });

  it('warns of a role that denies everything', async () => {
    const { code, stderr } = await run('role', 'create', '--name', 'none');
    expect([code, stderr]).toEqual([0, expect.stringContaining('denies everything')]);
  });

  it('prints a key once and revokes it by prefix', async () => {
    await ok('role', 'create', '--name', 'r', '--verbs', 'GET');
    const raw = /faucet_[0-9a-f]{64}/.exec(await ok('key', 'create', '--role', 'r'))?.[0] ?? '';
    const listed = await ok('key', 'list');
    expect(listed).toContain(raw.slice(0, 15));
    expect(listed).not.toContain(raw);
    expect(await ok('key', 'revoke', raw.slice(0, 12))).toContain(raw.slice(0, 15));
    expect(await refused('key', 'revoke', raw.slice(0, 12))).toContain('not found');
    expect(await refused('key', 'create', '--role', 'x')).toMatch(/"x"/);
  });
});

describe('openapi, config and version', () => {
  it('writes the document of a service and of all', async () => {
    expect(await refused('openapi', '--all')).toContain('no services');
    await addDemo();
    const document = JSON.parse(
      await ok('openapi', 'demo', '--base-url', 'https://api.example.com'),
    );
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'https://api.example.com' }],
    });
    expect(await ok('openapi', '--all', '-o', 'api.json')).toBe(
      'OpenAPI spec written to api.json\n',
    );
    expect(JSON.parse(await readFile(join(world.cwd, 'api.json'), 'utf8'))).toHaveProperty('paths');
    expect(await refused('openapi')).toContain('--all');
  });

  it('writes a configuration file once, and shows settings without secrets', async () => {
    await ok('config', 'init');
    expect(await refused('config', 'init')).toContain('already exists');
    await ok('config', 'init', '--force');
    await writeFile(join(world.cwd, 'faucet.yaml'), 'auth:\n  jwt_secret: topsecret\n');
    const shown = await ok('config', 'show');
    expect(shown).toContain('server.port: 8080');
    expect(shown).not.toContain('topsecret');
  });

  it('keeps values under keys', async () => {
    await ok('config', 'set', 'site.name', 'Harbour');
    expect(await ok('config', 'get', 'site.name')).toBe('Harbour\n');
    expect(await refused('config', 'get', 'nothing')).toBe('get "nothing": not found');
  });

  it('prints its version and completion scripts', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(JSON.parse(await ok('version', '--json'))).toMatchObject({ version });
    expect(await ok('completion', 'bash')).toContain('complete -F _faucet faucet');
    expect(await refused('completion', 'tcsh')).toContain('"tcsh"');
  });
});
