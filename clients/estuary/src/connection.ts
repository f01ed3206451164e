import { startDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { errorOfAnswer, EstuaryError, unexpectedAnswer } from './estuary-error.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryPolicy } from './retry.ts';

/** The token itself, or what gives one that has not expired. */
export type TokenSource = string | (() => string | Promise<string>);

/** Where the server is and how it is spoken to. */
export interface ConnectionSettings {
  readonly url: string;
  readonly token: TokenSource | undefined;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly fetch: typeof globalThis.fetch;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly headers: Headers;
  /** Undefined where there is no body. */
  readonly json: unknown;
}

/** Requests to one server. */
export class Connection {
  readonly #settings: ConnectionSettings;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Whether calls are tried again at all. */
  get repeats(): boolean {
    return this.#settings.retry.attempts > 1;
  }

  /** Sends a request that does the same when it is sent twice: again, while the server is out of reach. */
  async call(request: ApiRequest, signal: AbortSignal | undefined): Promise<ApiAnswer> {
    const { retry } = this.#settings;
    for (let failures = 1; ; failures += 1) {
      let wait: number;
      try {
        return await this.#callOnce(request, signal);
      } catch (error) {
        if (!isPassing(error) || failures >= retry.attempts) throw error;
        wait = waitAfter(failures, retry, error);
      }
      await pause(wait, signal);
    }
  }

  /** Opens an answer that goes on for long. The deadline runs on: the caller extends and clears it. */
  async open(
    path: string,
    headers: Readonly<Record<string, string>>,
    deadline: Deadline,
  ): Promise<ReadableStream<Uint8Array>> {
    const { signal } = deadline;
    const response = await this.#fetch({ method: 'GET', path, headers }, signal);
    if (response.status !== 200) throw errorOfAnswer(response, await readText(response, signal));
    const type = response.headers.get('content-type') ?? '';
    if (response.body !== null && type.startsWith('text/event-stream')) return response.body;
    throw unexpectedAnswer(response.status, type);
  }

  async #callOnce(request: ApiRequest, outer: AbortSignal | undefined): Promise<ApiAnswer> {
    const deadline = startDeadline(this.#settings.timeoutMs, outer);
    const { signal } = deadline;
    try {
      const response = await this.#fetch(request, signal);
      const text = await readText(response, signal);
      if (!response.ok) throw errorOfAnswer(response, text);
      return { headers: response.headers, json: parseAnswer(response.status, text) };
    } finally {
      deadline.clear();
    }
  }

  async #fetch(
    { method, path, headers, body }: ApiRequest,
    signal: AbortSignal,
  ): Promise<Response> {
    const { fetch, url } = this.#settings;
    const credentials = await this.#credentials();
    signal.throwIfAborted();
    const init: RequestInit =
      body === undefined
        ? { method, headers: { ...headers, ...credentials }, signal }
        : {
            method,
            headers: { 'content-type': 'application/json', ...headers, ...credentials },
            body: JSON.stringify(body),
            signal,
          };
    try {
      return await fetch(`${url}/api/v1${path}`, init);
    } catch (error) {
      throw lost(error, signal);
    }
  }

  async #credentials(): Promise<Record<string, string>> {
    const { token } = this.#settings;
    if (token === undefined) return {};
    return { authorization: `Bearer ${typeof token === 'string' ? token : await token()}` };
  }
}

async function readText(response: Response, signal: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw lost(error, signal);
  }
}

/** Why there is no answer: the caller's wish, the deadline, else the connection. */
export function lost(cause: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error;
  const message = 'the connection to the server was lost, or there is none';
  return new EstuaryError({ code: 'CONNECTION_LOST', message, cause });
}

function parseAnswer(status: number, text: string): unknown {
  if (status === 204) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unexpectedAnswer(status, text);
  }
}
