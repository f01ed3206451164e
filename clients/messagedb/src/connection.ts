import { startDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { errorOfAnswer, MessageDbError, unexpectedAnswer } from './messagedb-error.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryPolicy } from './retry.ts';

/** Where the server is and how it is spoken to. */
export interface ConnectionSettings {
  readonly url: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly fetch: typeof globalThis.fetch;
}

/** A call of `/rpc`: the method and its arguments. */
export type RpcRequest = readonly [method: string, ...args: unknown[]];

/** Requests to one server. */
export class Connection {
  readonly #settings: ConnectionSettings;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Calls a method that does the same when called twice: again, while the server is out of reach. */
  async call<Result>(request: RpcRequest, signal: AbortSignal | undefined): Promise<Result> {
    const { retry } = this.#settings;
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.callOnce(request, signal);
      } catch (error) {
        if (!isPassing(error) || failures >= retry.attempts) throw error;
      }
      await pause(waitAfter(failures, retry), signal);
    }
  }

  /** Calls a method whose repetition would be another deed. */
  async callOnce<Result>(request: RpcRequest, outer: AbortSignal | undefined): Promise<Result> {
    const deadline = startDeadline(this.#settings.timeoutMs, outer);
    const { signal } = deadline;
    try {
      const headers = { ...this.#headers(), 'content-type': 'application/json' };
      const body = JSON.stringify(request);
      const response = await this.#fetch('/rpc', { method: 'POST', headers, body }, signal);
      const text = await readText(response, signal);
      if (response.status !== 200) throw errorOfAnswer(response.status, text);
      return parseAnswer(text) as Result;
    } finally {
      deadline.clear();
    }
  }

  /** Opens an answer that goes on for long. The deadline runs on: the caller extends and clears it. */
  async open(path: string, deadline: Deadline): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(path, { headers: this.#headers() }, deadline.signal);
    if (response.status === 200 && response.body !== null) return response.body;
    throw errorOfAnswer(response.status, await readText(response, deadline.signal));
  }

  async #fetch(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const { fetch, url } = this.#settings;
    try {
      return await fetch(url + path, { ...init, signal });
    } catch (error) {
      throw lost(error, signal);
    }
  }

  #headers(): Record<string, string> {
    const { token } = this.#settings;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
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
  return new MessageDbError({ code: 'CONNECTION_LOST', message, cause });
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unexpectedAnswer(200, text);
  }
}
