import { startDeadline } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { errorOfAnswer, MessageDbError, unexpectedAnswer } from './messagedb-error.ts';
import { readTexts } from './read-texts.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryPolicy } from './retry.ts';
import { RowSplitter } from './split-rows.ts';

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

  /** How what does the same when done twice is tried again. */
  get retry(): RetryPolicy {
    return this.#settings.retry;
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
      const response = await this.#fetch('/rpc', this.#post(request), signal);
      const text = await readText(response, signal);
      if (response.status !== 200) throw errorOfAnswer(response.status, text);
      return parseAnswer(text) as Result;
    } finally {
      deadline.clear();
    }
  }

  /**
   * The texts of the items of the rows of a result, as they come: of an answer of any size no more
   * is held than a row. A server that says nothing for as long as a call may take is left.
   */
  async *rows(
    request: RpcRequest,
    outer: AbortSignal | undefined,
  ): AsyncGenerator<readonly string[], void, undefined> {
    const { timeoutMs } = this.#settings;
    const deadline = startDeadline(timeoutMs, outer);
    const splitter = new RowSplitter();
    try {
      const body = await this.#open('/rpc', this.#post(request), deadline.signal);
      const waits = { onWait: () => deadline.extend(timeoutMs), onBytes: () => deadline.pause() };
      for await (const text of readTexts(body, waits)) yield* splitter.push(text);
    } catch (error) {
      throw error instanceof MessageDbError ? error : lost(error, deadline.signal);
    } finally {
      deadline.clear();
    }
    if (!splitter.isComplete) throw unexpectedAnswer(200, '');
  }

  /** Opens an event stream. The deadline runs on: the caller extends and clears it. */
  subscribe(path: string, deadline: Deadline): Promise<ReadableStream<Uint8Array>> {
    return this.#open(path, { headers: this.#headers() }, deadline.signal);
  }

  /** An answer that goes on for long. */
  async #open(
    path: string,
    init: RequestInit,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch(path, init, signal);
    if (response.status === 200 && response.body !== null) return response.body;
    throw errorOfAnswer(response.status, await readText(response, signal));
  }

  #post(request: RpcRequest): RequestInit {
    const headers = { ...this.#headers(), 'content-type': 'application/json' };
    return { method: 'POST', headers, body: JSON.stringify(request) };
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
