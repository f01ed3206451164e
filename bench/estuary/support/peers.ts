import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { installPeer } from '../../support/install-peer.ts';
import { startProgram } from '../../support/start-program.ts';
import type { EstuaryServer } from './estuary-server.ts';

const JSON_SERVER = '0.17.4';
/** The last one that runs by Node 20, which is what everything here runs by. */
const PLATFORMATIC = '2.61.0';

/** json-server over a file in this directory; it answers under `/items`. */
export async function startJsonServer(directory: string): Promise<EstuaryServer> {
  const cache = await installPeer('json-server', [`json-server@${JSON_SERVER}`]);
  const file = join(directory, 'json-server.json');
  await writeFile(file, '{"items":[]}');
  const program = join(cache, 'node_modules/json-server/lib/cli/bin.js');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProgram({
    args: [program, file, '--host', '127.0.0.1', '--port', String(port), '--quiet'],
    env: {},
    readyUrl: `${url}/items`,
  });
  return { ...running, url };
}

const program = `import { createRequire } from 'node:module';
const db = createRequire(process.argv[2])('@platformatic/db');
const app = await db.buildServer(process.argv[3]);
await app.start();
`;

/** Platformatic DB alone, without its runtime around it, over this database; it answers under `/items`. */
export async function startPlatformatic(
  directory: string,
  name: string,
  connectionString: string,
): Promise<EstuaryServer> {
  const cache = await installPeer(
    'platformatic',
    [`@platformatic/db@${PLATFORMATIC}`],
    ['better-sqlite3'],
  );
  const home = join(directory, name);
  const migrations = join(home, 'migrations');
  await mkdir(migrations, { recursive: true });
  const isPostgres = connectionString.startsWith('postgres');
  await writeFile(join(migrations, '001.do.sql'), tableScript(isPostgres));
  const port = await freePort();
  const configuration = join(home, 'platformatic.db.json');
  await writeFile(
    configuration,
    JSON.stringify({
      $schema: `https://schemas.platformatic.dev/@platformatic/db/${PLATFORMATIC}.json`,
      server: { hostname: '127.0.0.1', port, logger: { level: 'error' } },
      db: { connectionString, openapi: true, graphql: false },
      migrations: { dir: migrations, autoApply: true },
    }),
  );
  const file = join(home, 'program.mjs');
  await writeFile(file, program);
  const url = `http://127.0.0.1:${port}`;
  const running = await startProgram({
    args: [file, join(cache, 'package.json'), configuration],
    env: {},
    readyUrl: `${url}/items`,
  });
  return { ...running, url };
}

function tableScript(isPostgres: boolean): string {
  const id = isPostgres ? 'SERIAL PRIMARY KEY' : 'INTEGER PRIMARY KEY';
  const time = isPostgres ? 'TIMESTAMPTZ' : 'TEXT';
  return `CREATE TABLE items (id ${id}, name TEXT NOT NULL, description TEXT,
    created_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP);`;
}
