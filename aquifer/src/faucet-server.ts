import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createFaucetService, faucetSettings, prepareReader } from '@aquifer/faucet';
import type { NewDatabaseService } from '@aquifer/faucet';
import { readSettings } from '@aquifer/service';
import { makeFolder } from '@aquifer/sqlite';
import { choosePort } from './choose-port.ts';
import { keepSecret } from './keep-secret.ts';
import { movedRemarks } from './moved-remarks.ts';
import { createSampleDatabase } from './sample/create-sample-database.ts';
import type { Server, ServerCommand, ServerContext, ServerNote } from './server.ts';

const SAMPLE = 'shop';

/** Faucet on embedded storage, with a sample shop to ask. */
export const faucetServer: Server = { name: 'faucet', start };

async function start(context: ServerContext): Promise<ServerNote> {
  const { home, host, env, log, scope } = context;
  makeFolder(home);
  const wanted = readSettings(faucetSettings, { env });
  const port = await choosePort(host, wanted.port);
  const settings = { ...wanted, host, port };
  const services = context.sample ? [await sampleService(home)] : [];
  const dataDir = settings.dataDir ?? join(home, 'data');
  const key = context.sample ? await sampleKey(home) : undefined;
  const service = createFaucetService({
    dataDir,
    services,
    announcesSetup: true,
    ...(key === undefined
      ? {}
      : { prepare: (desk) => prepareReader(desk, { service: SAMPLE, key }) }),
  });
  const { urls, setupUrl } = await service.start({ settings, log, scope });
  const api = urls.find(({ label }) => label === 'API')?.url ?? '';
  return {
    name: 'faucet',
    urls,
    remarks: movedRemarks('Faucet', wanted.port, port),
    commands: [
      ...(setupUrl === undefined ? [] : [setupCommand(setupUrl)]),
      ...(key === undefined ? [] : [sampleRequest(api, key)]),
    ],
  };
}

/** With a password nobody else has: a fixed one, pasted unread, would be everybody's. */
function setupCommand(url: string): ServerCommand {
  const body = { email: 'admin@example.com', password: randomBytes(15).toString('base64url') };
  return {
    what: 'Become the first administrator (keep the password, or write your own):',
    command: `curl -X POST ${url} -d '${JSON.stringify(body)}'`,
  };
}

async function sampleService(home: string): Promise<NewDatabaseService> {
  const path = join(home, 'shop.db');
  await createSampleDatabase(path);
  return { name: SAMPLE, label: 'Sample shop', driver: 'sqlite', dsn: path };
}

/** Kept beside the sample, so that every start can print a line that works. */
const sampleKey = (home: string): Promise<string> =>
  keepSecret(join(home, 'sample-key'), 'faucet_');

function sampleRequest(api: string, key: string): ServerCommand {
  const query =
    'fields=id,ordered_at,status&related=customer(fields=name,city)&order=id%20DESC&limit=3';
  return {
    what: 'Ask for the latest orders of the sample shop, with their customers:',
    command: `curl -g -H 'X-API-Key: ${key}' '${api}/${SAMPLE}/_table/orders?${query}'`,
  };
}
