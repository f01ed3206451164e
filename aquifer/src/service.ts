import { join } from 'node:path';
import type { Service } from '@aquifer/service';
import { servers } from './registry.ts';
import type { ServerNote } from './server.ts';
import { aquiferSettings } from './settings.ts';
import type { AquiferSettings } from './settings.ts';
import { version } from './version.ts';

export interface AquiferServiceOptions {
  /** Absolute directory of all state. */
  readonly home: string;
  /** Variables for the servers' own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** All servers as one: they share a scope, so they stop together, the last started first. */
export interface AquiferService extends Service<AquiferSettings> {
  /** What to tell a person, once started. */
  readonly notes: readonly ServerNote[];
}

export function createAquiferService(options: AquiferServiceOptions): AquiferService {
  const notes: ServerNote[] = [];
  return {
    name: 'aquifer',
    version,
    settings: aquiferSettings,
    notes,
    async start({ settings, log, scope }) {
      for (const server of servers) {
        const note = await server.start({
          home: join(options.home, server.name),
          host: settings.host,
          sample: settings.sample,
          env: options.env,
          log: log.child({ server: server.name }),
          scope,
        });
        notes.push(note);
      }
      return { urls: notes.flatMap((note) => note.urls) };
    },
  };
}
