import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEstuaryService, readConfiguration } from '@aquifer/estuary';
import type { EstuarySettings } from '@aquifer/estuary';
import { Fault } from '@aquifer/service';
import { choosePort } from './choose-port.ts';
import { movedRemarks } from './moved-remarks.ts';
import { writeSampleItems } from './sample/write-sample-items.ts';
import type { Server, ServerContext, ServerNote } from './server.ts';

/** Estuary on a SQLite file, unless its own variables name another database, with sample items. */
export const estuaryServer: Server = { name: 'estuary', start };

/**
 * Estuary's guide calls its variables `PORT` or `DATABASE_URL`, as many programs do. Beside other
 * servers they are ours only with this before them.
 */
const PREFIX = 'ESTUARY_';

async function start(context: ServerContext): Promise<ServerNote> {
  const { home, host, log, scope } = context;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const env = ownVariables(context.env);
  const isOurs = env['DATABASE_TYPE'] === undefined;
  const wanted = read(isOurs ? { ...env, ...onFile(home) } : env);
  const port = await choosePort(host, wanted.port);
  const settings = { ...wanted, host, port };
  const { urls } = await createEstuaryService().start({ settings, log, scope });
  const items = urls[0]?.url ?? '';
  if (isOurs && context.sample && !settings.authEnabled) await writeSampleItems(items);
  return {
    name: 'estuary',
    urls,
    remarks: movedRemarks('Estuary', wanted.port, port),
    commands: [
      { what: 'List the items:', command: `curl '${items}?limit=5'` },
      {
        what: 'Follow what happens to them, beginning with what is there (Ctrl-C ends it):',
        command: `curl -N '${new URL('/api/v1/changes?snapshot=true', items).href}'`,
      },
    ],
  };
}

const onFile = (home: string) => ({
  DATABASE_TYPE: 'sqlite',
  DATABASE_URL: `file:${join(home, 'estuary.db')}`,
});

function ownVariables(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(env).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

function read(env: Readonly<Record<string, string | undefined>>): EstuarySettings {
  const configuration = readConfiguration(env);
  if (configuration.kind === 'good') return configuration.settings;
  const problems = configuration.problems.map((problem) => PREFIX + problem).join('; ');
  throw new Fault({ code: 'invalid_settings', status: 500, message: problems });
}
