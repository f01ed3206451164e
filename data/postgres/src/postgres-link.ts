import pg, { type ClientConfig, type CustomTypesConfig } from 'pg';
import type { OpenPostgresOptions } from './open-postgres-options.ts';
import { parsePostgresUrl, type PostgresAddress, settingOption } from './parse-postgres-url.ts';
import { PostgresFailure } from './postgres-failure.ts';
import { nativeTypes, textTypes } from './read-types.ts';
import { offersTls, requestCancel, type ServerEndpoint } from './server-socket.ts';
import { tlsOptions } from './tls-options.ts';

/** How connections to one database are made and how what runs on them is cancelled. */
export interface PostgresLink {
  /** Settings for a new connection; asks the server first whether it takes TLS if that decides. */
  clientConfig(): Promise<ClientConfig>;
  /** A connection outside of the pool. Throws PostgresFailure or the server's refusal. */
  connect(): Promise<pg.Client>;
  /** Asks the server to cancel what this connection is running; failures to do so are swallowed. */
  cancel(client: pg.ClientBase): Promise<void>;
  readonly types: CustomTypesConfig;
  readonly connectTimeoutMs: number;
}

/** Reads address and options. Throws PostgresUrlError. */
export function createLink(url: string, options: OpenPostgresOptions): PostgresLink {
  const address = parsePostgresUrl(url);
  const connectTimeoutMs = options.connectTimeoutMs ?? address.connectTimeoutMs ?? 10_000;
  let endpoint: ServerEndpoint = { ...address, tls: tlsOptions(address) };
  let isDecided = address.sslMode !== 'prefer';
  const types = options.types === 'text' ? textTypes : nativeTypes;

  const clientConfig = async (): Promise<ClientConfig> => {
    if (!isDecided) {
      // libpq tries TLS first and goes on without; the driver cannot, so this finds out before.
      const offered = await reach(() => offersTls(endpoint, connectTimeoutMs));
      if (!offered) endpoint = { ...endpoint, tls: false };
      isDecided = true;
    }
    return {
      ...baseConfig(address, options),
      ssl: endpoint.tls,
      connectionTimeoutMillis: connectTimeoutMs,
      types,
    };
  };

  return {
    types,
    connectTimeoutMs,
    clientConfig,
    async connect() {
      const client = new pg.Client(await clientConfig());
      // Without a listener a connection that breaks while idle would end the process.
      client.on('error', () => undefined);
      await reach(() => client.connect());
      return client;
    },
    async cancel(client) {
      // Known to the driver from the start of the session, though its types do not tell.
      const { processID, secretKey } = client as unknown as SessionKeys;
      if (processID === null || secretKey === null) return;
      const session = { processId: processID, secretKey };
      await requestCancel(endpoint, session, connectTimeoutMs).catch(() => undefined);
    },
  };
}

interface SessionKeys {
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/** Everything is given, so that no PGHOST or PGPASSWORD of the environment slips in. */
function baseConfig(address: PostgresAddress, options: OpenPostgresOptions): ClientConfig {
  const { statementTimeoutMs } = options;
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    password: () => address.password,
    database: address.database,
    application_name: address.applicationName ?? options.applicationName ?? 'aquifer',
    client_encoding: 'UTF8',
    sslnegotiation: address.directTls ? 'direct' : 'postgres',
    enableChannelBinding: address.channelBinding,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...sessionOptions(address, options),
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
  };
}

/** Settings of a session travel as the options of a command line; what the address says wins. */
function sessionOptions(
  address: PostgresAddress,
  { settings = {} }: OpenPostgresOptions,
): { options?: string } {
  const own = Object.entries(settings).map(([name, value]) => settingOption(name, value));
  const options = [...own, ...(address.options === undefined ? [] : [address.options])];
  return options.length === 0 ? {} : { options: options.join(' ') };
}

/** Lets refusals of the server through and calls everything else 'unavailable'. */
export async function reach<Result>(connect: () => Promise<Result>): Promise<Result> {
  try {
    return await connect();
  } catch (error) {
    throw asFailure(error);
  }
}

/** The server's own errors as they are; those of the driver and the network as 'unavailable'. */
export function asFailure(error: unknown): unknown {
  if (error instanceof pg.DatabaseError || error instanceof PostgresFailure) return error;
  const isPassword = error instanceof Error && /password must be a/i.test(error.message);
  return isPassword
    ? new PostgresFailure('authentication', 'the server asks for a password', { cause: error })
    : new PostgresFailure('unavailable', 'the database cannot be reached', { cause: error });
}
