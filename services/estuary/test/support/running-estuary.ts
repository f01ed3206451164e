import { createEstuaryService } from '@aquifer/estuary';
import { createLog, openScope } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { onTestFinished } from 'vitest';
import { readConfiguration } from '../../src/configuration/read-configuration.ts';

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
  /** Text as it is; anything else as JSON, with its content type. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** An Estuary on a free port of loopback. */
export interface RunningEstuary {
  readonly url: string;
  request(path: string, options?: RequestOptions): Promise<Answer>;
  /** The item of a request that must succeed. */
  create(item: object): Promise<TestItem>;
  stop(): Promise<void>;
}

export interface TestItem {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Started with these variables; stopped when the test ends. */
export async function estuaryOfTest(
  env: Record<string, string> = {},
  log?: Log,
): Promise<RunningEstuary> {
  const server = await startEstuary(env, log);
  onTestFinished(() => server.stop());
  return server;
}

export async function startEstuary(
  env: Record<string, string> = {},
  log: Log = createLog({ level: 'silent', format: 'json' }),
): Promise<RunningEstuary> {
  const configuration = readConfiguration({ HOST: '127.0.0.1', ...env });
  if (configuration.kind === 'bad') throw new Error(configuration.problems.join('\n'));
  // A free port, which operators cannot ask for.
  const settings = { ...configuration.settings, port: 0 };
  const scope = openScope();
  const { urls } = await createEstuaryService().start({ settings, log, scope });
  const url = new URL(urls[0]?.url ?? '').origin;
  const request = createRequest(url);
  return {
    url,
    request,
    async create(item) {
      const { status, json, text } = await request('/api/v1/items', { method: 'POST', body: item });
      if (status !== 201) throw new Error(`${status} ${text}`);
      return json as TestItem;
    },
    stop: async () => void (await scope.close({ deadlineMs: 5_000, log })),
  };
}

/** Asks the server of an address. */
export const createRequest =
  (url: string): RunningEstuary['request'] =>
  async (path, options = {}) => {
    const response = await fetch(url + path, { redirect: 'manual', ...initOf(options) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };

function initOf({ method = 'GET', body, headers = {} }: RequestOptions): RequestInit {
  if (body === undefined) return { method, headers };
  if (typeof body === 'string') return { method, headers, body };
  return {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
