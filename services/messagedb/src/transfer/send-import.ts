import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { fault } from '../faults.ts';

export interface ImportTarget {
  readonly url: string;
  readonly token: string;
  /** Empties the namespace first. */
  readonly isForced: boolean;
}

/** What the server says of an import, as it goes (contract §12). */
export type ImportNews =
  | {
      readonly imported: number;
      readonly gpos: number;
      readonly done?: never;
      readonly error?: never;
    }
  | {
      readonly done: true;
      readonly imported: number;
      readonly elapsed: string;
      readonly error?: never;
    }
  | ImportRefusal;

/** The end of an import that did not come to its own. */
export interface ImportRefusal {
  readonly error: string;
  readonly message: string;
  readonly line: number;
  readonly done?: never;
}

/** Sends an export to a server, and tells what that says meanwhile. Throws command_failed. */
export async function* sendImport(
  { url, token, isForced }: ImportTarget,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<ImportNews> {
  const response = await post(`${url}/import${isForced ? '?force=true' : ''}`, token, body, signal);
  if (response.status !== 200 || response.body === null) {
    throw fault('command_failed', { reason: reasonOf(response.status, await response.text()) });
  }
  const events = Readable.fromWeb(response.body as ReadableStream<Uint8Array>, { signal });
  try {
    for await (const line of createInterface({ input: events })) {
      if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length)) as ImportNews;
    }
  } finally {
    events.destroy();
  }
}

async function post(
  url: string,
  token: string,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
  try {
    // Half duplex by name; the answer begins before the body ends all the same.
    return await fetch(url, { method: 'POST', headers, body, duplex: 'half', signal });
  } catch (error) {
    // fetch hides what happened behind "fetch failed".
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fault('command_failed', { reason: `cannot import: ${reason}` }, { cause: error });
  }
}

function reasonOf(status: number, text: string): string {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return `${error.message} (${error.code})`;
  } catch {
    return `the server answered with status ${status}`;
  }
}
