import { listen } from '@aquifer/http';
import { isFault } from '@aquifer/service';
import type { RunningService, Service, ServiceContext } from '@aquifer/service';
import { openHttp } from './http/open-http.ts';
import type { MessageDb } from './messagedb.ts';
import { openMessageDb } from './open-messagedb.ts';
import type { MessageDbOptions } from './open-messagedb.ts';
import { messageDbSettings } from './settings.ts';
import type { MessageDbSettings } from './settings.ts';
import { version } from './version.ts';

/** A MessageDB that answers. */
export interface RunningMessageDb extends RunningService {
  /** The token of the default namespace, if it was generated now: nobody can find it out later. */
  readonly generatedToken: string | undefined;
}

export interface MessageDbService extends Service<MessageDbSettings> {
  start(context: ServiceContext<MessageDbSettings>): Promise<RunningMessageDb>;
}

/** MessageDB as a value: event streams behind one small HTTP API. */
export function createMessageDbService(options: MessageDbOptions = {}): MessageDbService {
  return {
    name: 'messagedb',
    version,
    settings: messageDbSettings,
    async start(context) {
      const { messageDb, defaultNamespace } = await openMessageDb(context, options);
      // Opened last and so closed first: requests end before what they need.
      const { url, port } = await listenEverywhere(messageDb, context);
      context.log.info({ port, version }, 'Server starting');
      const { token, isGenerated } = defaultNamespace;
      return {
        urls: [{ label: 'API', url: `${url}/rpc` }],
        generatedToken: isGenerated ? token : undefined,
      };
    },
  };
}

/** Where the system has no IPv6, "all interfaces" are those of IPv4. */
async function listenEverywhere(
  messageDb: MessageDb,
  { settings, scope }: ServiceContext<MessageDbSettings>,
): ReturnType<typeof listen> {
  try {
    return await listen(openHttp(messageDb), settings, scope);
  } catch (error) {
    const hasNoIpv6 = isFault(error) && error.code === 'address_unavailable';
    if (settings.host !== '::' || !hasNoIpv6) throw error;
    return listen(openHttp(messageDb), { ...settings, host: '0.0.0.0' }, scope);
  }
}
