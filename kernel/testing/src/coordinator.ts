import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reaper } from './reaper.ts';
import { startMariadb } from './start-mariadb.ts';
import { startNats } from './start-nats.ts';
import { startPostgres, type StartedServer } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';

/** Name of the variable by which workers find the coordinator. */
export const coordinatorVariable = 'AQUIFER_TEST_COORDINATOR';

/** The servers a coordinator can start. */
export type ServerName = 'postgres' | 'mariadb' | 'redis' | 'nats';

const starters: Readonly<Record<ServerName, (directory: string) => Promise<StartedServer>>> = {
  postgres: startPostgres,
  mariadb: startMariadb,
  redis: startRedis,
  nats: startNats,
};

/** What it answers: where the server is, or why there is none. */
export type ServerAnswer = { readonly url: string } | { readonly reason: string };

export interface Coordinator {
  readonly url: string;
  /** Stops every server that was started. */
  close(): Promise<void>;
}

/**
 * Starts database servers for the test files of a run, each once, when first asked. Test files run
 * in processes of their own, so they ask over HTTP (GET /postgres), and this process, which lives
 * as long as the run, owns the servers and stops them.
 */
export async function startCoordinator(directory: string, reaper: Reaper): Promise<Coordinator> {
  const started = new Map<ServerName, Promise<StartedServer>>();
  const find = (name: ServerName): Promise<StartedServer> => {
    let server = started.get(name);
    if (server === undefined) {
      server = starters[name](directory);
      started.set(name, server);
      server.then((value) => reaper.watch(value.process)).catch(() => undefined);
    }
    return server;
  };
  const http = createServer((request, response) => {
    void answer(request.url?.slice(1) ?? '', find).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(http, started) };
}

async function answer(
  name: string,
  find: (name: ServerName) => Promise<StartedServer>,
): Promise<ServerAnswer> {
  if (!isServerName(name)) return { reason: `no server is called ${name}` };
  try {
    return { url: (await find(name)).url };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function isServerName(name: string): name is ServerName {
  return Object.hasOwn(starters, name);
}

async function close(
  http: Server,
  started: ReadonlyMap<ServerName, Promise<StartedServer>>,
): Promise<void> {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
  const servers = await Promise.allSettled(started.values());
  await Promise.all(
    servers.map((server) =>
      server.status === 'fulfilled' ? server.value.process.stop() : Promise.resolve(),
    ),
  );
}
