import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import type { RunningServer } from '../../support/program.ts';
import { faucetProgram } from './run-faucet.ts';

/**
 * Rows of the table `events`, a kilobyte each: together more than all buffers between a server and
 * a client that does not read can hold, which on two connections is some 20 MB.
 */
export const eventRows = 80_000;

/** A Faucet with a database, a signed-in administrator and a key that reads. */
export interface Shop {
  readonly faucet: RunningServer;
  readonly port: number;
  readonly adminToken: string;
  readonly apiKey: string;
}

/** Starts Faucet on a free port of the loopback, in a process group of its own, with the service `shop`. */
export async function startShop(): Promise<Shop> {
  const folder = temporaryDirectory();
  makeDatabase(join(folder, 'shop.db'));
  writeFileSync(
    join(folder, 'faucet.yaml'),
    `services:\n  - { name: shop, driver: sqlite, dsn: ${join(folder, 'shop.db')} }\n`,
  );
  const port = await freePort();
  const faucet = faucetProgram.start(
    ['faucet', 'serve', '--host', '127.0.0.1', '--port', String(port)],
    {
      env: { HOME: folder, FAUCET_DATA_DIR: join(folder, 'data') },
      cwd: folder,
      ownGroup: true,
    },
  );
  await faucetProgram.untilHealthy(faucet, port);

  const url = `http://127.0.0.1:${port}/api/v1`;
  const admin = { email: 'admin@example.com', password: 'correct horse battery' };
  const { session_token: adminToken } = await post(`${url}/setup`, admin);
  const access = [{ service_name: 'shop', component: '_table/*', verb_mask: 1 }];
  const role = await post(`${url}/system/role`, { name: 'reader', access }, adminToken);
  const key = await post(`${url}/system/api-key`, { role_id: role.id }, adminToken);
  return { faucet, port, adminToken, apiKey: key.api_key };
}

function makeDatabase(path: string): void {
  const database = openSqlite(path);
  database.exec(`
    CREATE TABLE events (id INTEGER PRIMARY KEY, filler TEXT NOT NULL);
    WITH RECURSIVE counter (id) AS (
      SELECT 1 UNION ALL SELECT id + 1 FROM counter WHERE id < ${eventRows}
    )
    INSERT INTO events SELECT id, hex(zeroblob(500)) FROM counter;
  `);
  database.close();
}

interface Made {
  readonly session_token: string;
  readonly id: number;
  readonly api_key: string;
}

async function post(url: string, body: object, token = ''): Promise<Made> {
  const response = await fetch(url, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Made;
}
