import { startService } from '@aquifer/testing';
import { onTestFinished } from 'vitest';
import type { MessageDbOptions } from '../../src/open-messagedb.ts';
import { createMessageDbService } from '../../src/service.ts';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface RequestOptions {
  readonly method?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
  /** A token, or nobody. By default that of the default namespace. */
  readonly as?: string | undefined;
}

/** A MessageDB in memory on a free port. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  request(path: string, options?: RequestOptions): Promise<Answer>;
  /** Sends a body to `/rpc`: as it is, or as JSON. */
  post(body: string | readonly unknown[], options?: RequestOptions): Promise<Answer>;
  /** The result of a call that must succeed. */
  call<Result>(...request: readonly unknown[]): Promise<Result>;
  stop(): Promise<void>;
}

/** The token of `default` that test harnesses use (contract §18). */
export const defaultToken = `ns_ZGVmYXVsdA_${'0'.repeat(64)}`;
/** The form of a token that nobody has. */
export const tokenOf = (namespace: string, digit = '1'): string =>
  `ns_${Buffer.from(namespace).toString('base64url')}_${digit.repeat(64)}`;

/** Started; the caller stops it. */
export async function startMessageDb(
  env: Readonly<Record<string, string>> = {},
  options: MessageDbOptions = {},
): Promise<TestServer> {
  const { url, port, stop } = await startService(createMessageDbService(options), {
    MESSAGEDB_HOST: '127.0.0.1',
    MESSAGEDB_PORT: '0',
    MESSAGEDB_TOKEN: defaultToken,
    ...env,
  });
  const request: TestServer['request'] = async (path, options = {}) => {
    const { method = 'GET', body, headers = {} } = options;
    const token = 'as' in options ? options.as : defaultToken;
    const response = await fetch(url + path, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  const post: TestServer['post'] = (body, options) =>
    request('/rpc', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...options,
    });
  return {
    url,
    port,
    request,
    post,
    async call<Result>(...args: readonly unknown[]) {
      const { status, text, json } = await post(args);
      if (status !== 200) throw new Error(`${JSON.stringify(args)}: ${status} ${text}`);
      return json as Result;
    },
    stop,
  };
}

/** The same, stopped when the test ends. */
export async function messageDbOfTest(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startMessageDb(env);
  onTestFinished(() => server.stop());
  return server;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
