import { listen } from '@aquifer/http';
import type { RunningService, Service } from '@aquifer/service';
import type { Faucet } from './faucet.ts';
import { openHttp } from './http/open-http.ts';
import { openFaucet } from './open-faucet.ts';
import type { OpenFaucetOptions } from './open-faucet.ts';
import { faucetSettings } from './settings.ts';
import type { FaucetSettings } from './settings.ts';
import { version } from './version.ts';

/** Faucet as a value: REST, OpenAPI and MCP over any SQL database. */
export function createFaucetService(options: OpenFaucetOptions): Service<FaucetSettings> {
  return {
    name: 'faucet',
    version,
    settings: faucetSettings,
    async start(context) {
      const faucet = await openFaucet(context, options);
      // Opened last and so closed first: requests end before what they need.
      const { url } = await listen(openHttp(faucet), context.settings, context.scope);
      context.log.info({ addr: url }, 'server starting');
      return { urls: await urlsOf(url, faucet) };
    },
  };
}

async function urlsOf(url: string, { store, settings }: Faucet): Promise<RunningService['urls']> {
  const needsSetup = (await store.admins.list()).length === 0;
  return [
    { label: 'API', url: `${url}/api/v1` },
    { label: 'OpenAPI', url: `${url}/openapi.json` },
    ...(settings.mcpEnabled ? [{ label: 'MCP', url: `${url}/mcp` }] : []),
    ...(needsSetup ? [{ label: 'First admin', url: `POST ${url}/api/v1/setup` }] : []),
  ];
}
