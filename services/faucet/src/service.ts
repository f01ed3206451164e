import { listen } from '@aquifer/http';
import type { RunningService, Service, ServiceContext } from '@aquifer/service';
import type { Faucet } from './faucet.ts';
import { openHttp } from './http/open-http.ts';
import { openFaucet } from './open-faucet.ts';
import type { OpenFaucetOptions } from './open-faucet.ts';
import { faucetSettings } from './settings.ts';
import type { FaucetSettings } from './settings.ts';
import { version } from './version.ts';

/** A Faucet that answers. */
export interface RunningFaucet extends RunningService {
  /** Where the first administrator is created; undefined: there already is one. */
  readonly setupUrl?: string;
}

/** What `createFaucetService` makes. */
export interface FaucetService extends Service<FaucetSettings> {
  start(context: ServiceContext<FaucetSettings>): Promise<RunningFaucet>;
}

/** Faucet as a value: REST, OpenAPI and MCP over any SQL database. */
export function createFaucetService(options: OpenFaucetOptions): FaucetService {
  return {
    name: 'faucet',
    version,
    settings: faucetSettings,
    async start(context) {
      const faucet = await openFaucet(context, options);
      // Opened last and so closed first: requests end before what they need.
      const { url } = await listen(openHttp(faucet), context.settings, context.scope);
      context.log.info({ addr: url }, 'server starting');
      const needsSetup = (await faucet.store.admins.list()).length === 0;
      const setupUrl = `${url}/api/v1/setup`;
      return {
        urls: urlsOf(url, faucet),
        notes: [
          databaseNote(faucet),
          ...(needsSetup ? setupNotes(setupUrl, storeFlags(options, context.settings)) : []),
        ],
        ...(needsSetup ? { setupUrl } : {}),
      };
    },
  };
}

const urlsOf = (url: string, { settings }: Faucet): RunningService['urls'] => [
  { label: 'API', url: `${url}/api/v1` },
  { label: 'OpenAPI', url: `${url}/openapi.json` },
  ...(settings.mcpEnabled ? [{ label: 'MCP', url: `${url}/mcp` }] : []),
];

function databaseNote({ databases }: Faucet): string {
  const active = databases.names().length;
  if (active === 0) return 'No database yet. Add one: faucet db add';
  return `${databases.connected().length} of ${active} database${active === 1 ? '' : 's'} connected.`;
}

/** The password is left to the reader: one that is printed is one that somebody keeps. */
const setupNotes = (url: string, flags: string): readonly string[] => [
  'No administrator yet. Create the first one by either of:',
  `  faucet admin create${flags} --email you@example.com`,
  `  curl -X POST ${url} -d '{"email":"you@example.com","password":"…"}'`,
];

/** What makes the command line find the store of this server; a shared one is in its environment. */
function storeFlags({ dataDir }: OpenFaucetOptions, { configDb }: FaucetSettings): string {
  if (configDb) return '';
  return ` --data-dir ${shellWord(dataDir)}`;
}

const shellWord = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
