import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createMessageDbService, messageDbSettings } from '@aquifer/messagedb';
import type { MessageDbSettings } from '@aquifer/messagedb';
import { readSettings } from '@aquifer/service';
import { choosePort } from './choose-port.ts';
import { keepSecret } from './keep-secret.ts';
import { movedRemarks } from './moved-remarks.ts';
import { writeSampleStreams } from './sample/write-sample-streams.ts';
import type { Server, ServerCommand, ServerContext, ServerNote } from './server.ts';

/** MessageDB on a SQLite file, unless its own variables name another store, with sample streams. */
export const messageDbServer: Server = { name: 'messagedb', start };

/** The form of a token of the namespace `default`. */
const TOKEN_PREFIX = 'ns_ZGVmYXVsdA_';

async function start(context: ServerContext): Promise<ServerNote> {
  const { home, host, env, log, scope } = context;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const wanted = readSettings(messageDbSettings, { env });
  const port = await choosePort(host, wanted.port);
  const own = isOurs(wanted) ? await onFiles(wanted, home) : wanted;
  const settings = { ...own, host, port };
  const { urls, generatedToken } = await createMessageDbService().start({ settings, log, scope });
  const api = urls[0]?.url ?? '';
  const token = isOurs(wanted) && context.sample ? own.token : undefined;
  if (token !== undefined) await writeSampleStreams(api, token);
  return {
    name: 'messagedb',
    urls,
    remarks: [...movedRemarks('MessageDB', wanted.port, port), ...tokenRemarks(generatedToken)],
    commands: token === undefined ? [] : sampleCommands(api, token),
  };
}

/** Whether no variable says where messages are to be kept. Another store has a token and data of its own. */
const isOurs = ({ dbUrl, dbHost, testMode }: MessageDbSettings): boolean =>
  dbUrl === undefined && dbHost === undefined && !testMode;

/** SQLite in the home directory, with a token beside it, so that every start can print a line that works. */
async function onFiles(settings: MessageDbSettings, home: string): Promise<MessageDbSettings> {
  const token = settings.token ?? (await keepSecret(join(home, 'token'), TOKEN_PREFIX));
  return {
    ...settings,
    token,
    dbUrl: 'sqlite://messages.db',
    dataDir: settings.dataDir ?? home,
  };
}

const tokenRemarks = (token: string | undefined): readonly string[] =>
  token === undefined ? [] : [`Token of its namespace "default" (shown only now): ${token}`];

const sampleCommands = (api: string, token: string): readonly ServerCommand[] => [
  {
    what: 'Read what happened to the first order of the sample shop:',
    command: `curl -H 'Authorization: Bearer ${token}' ${api} -d '["stream.get","order-1"]'`,
  },
  {
    what: 'Be told of everything that happens to orders (Ctrl-C ends it):',
    command: `curl -N '${api.replace(/\/rpc$/, '/subscribe')}?category=order&token=${token}'`,
  },
];
