import { join } from 'node:path';
import { createFaucetService } from '@aquifer/faucet';
import { openSqlite } from '@aquifer/sqlite';
import { startService, temporaryDirectory } from '@aquifer/testing';
import { fixtureRows, fixtureSql } from './fixture.ts';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed when asked for. */
  json<T = Record<string, unknown>>(): T;
}

export interface RequestOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly rawBody?: string;
  readonly headers?: Record<string, string>;
  /** `admin` (default), a raw API key, or nobody. */
  readonly as?: 'admin' | 'nobody' | (string & {});
}

/** A running Faucet on a free port, with the contract's fixture as service `demo`. */
export interface TestFaucet {
  readonly url: string;
  readonly dataDir: string;
  readonly databasePath: string;
  request(path: string, options?: RequestOptions): Promise<Answer>;
  /** A key of a new role with these rules; verb_mask 31 on demo when absent. */
  keyFor(...rules: readonly object[]): Promise<string>;
  stop(): Promise<void>;
}

export const adminEmail = 'admin@example.com';
export const adminPassword = 'CorrectHorse9';

export async function startFaucet(
  env: Record<string, string> = {},
  service: Record<string, unknown> = {},
): Promise<TestFaucet> {
  const directory = temporaryDirectory();
  const databasePath = join(directory, 'demo.db');
  createFixture(databasePath);
  const dataDir = join(directory, 'data');
  const faucet = createFaucetService({
    dataDir,
    services: [{ name: 'demo', driver: 'sqlite', dsn: databasePath, ...service }],
  });
  const { url, stop } = await startService(faucet, {
    FAUCET_SERVER_HOST: '127.0.0.1',
    FAUCET_SERVER_PORT: '0',
    FAUCET_ADMIN_EMAIL: adminEmail,
    FAUCET_ADMIN_PASSWORD: adminPassword,
    ...env,
  });
  let token = '';
  let roles = 0;

  const request: TestFaucet['request'] = async (path, options = {}) => {
    const { method = 'GET', body, rawBody, headers = {}, as = 'admin' } = options;
    if (as === 'admin' && token === '') token = await signIn(url);
    const credential: Record<string, string> =
      as === 'nobody'
        ? {}
        : as === 'admin'
          ? { authorization: `Bearer ${token}` }
          : { 'x-api-key': as };
    const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers: { ...credential, ...headers },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: <T>() => JSON.parse(text) as T,
    };
  };

  return {
    url,
    dataDir,
    databasePath,
    request,
    async keyFor(...rules) {
      roles += 1;
      const access =
        rules.length > 0 ? rules : [{ service_name: 'demo', component: '*', verb_mask: 31 }];
      const role = await request('/api/v1/system/role', {
        method: 'POST',
        body: { name: `role-${roles}`, access },
      });
      const key = await request('/api/v1/system/api-key', {
        method: 'POST',
        body: { role_id: role.json<{ id: number }>().id },
      });
      return key.json<{ api_key: string }>().api_key;
    },
    stop,
  };
}

function createFixture(path: string): void {
  const database = openSqlite(path);
  database.exec(fixtureSql);
  database.exec(fixtureRows());
  database.close();
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/system/admin/session`, {
    method: 'POST',
    body: JSON.stringify({ email: adminEmail, password: adminPassword }),
  });
  return ((await response.json()) as { session_token: string }).session_token;
}
