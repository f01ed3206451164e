import type { Message, MessageDbClient } from '@aquifer/messagedb-client';
import { compareInstants } from './instant.ts';
import type { MessageRecord } from './record.ts';

/** What is exported; times are those that `parseInstant` makes. */
export interface ExportQuery {
  /** Empty: every message of the namespace. */
  readonly categories: readonly string[];
  /** Inclusive. */
  readonly since: string | undefined;
  /** Exclusive. */
  readonly until: string | undefined;
}

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** Told after every thousand messages that were read, and at the end. */
  readonly onProgress: (exported: number, globalPosition: number) => void;
}

/** Messages of one request (contract §12). */
const PAGE_MESSAGES = 1_000;

/** The lines of an export, each with its newline; one category after the other, each in global order. */
export async function* exportMessages(
  client: MessageDbClient,
  { categories, since, until }: ExportQuery,
  { signal, onProgress }: ExportOptions,
): AsyncGenerator<string> {
  let [read, exported, globalPosition] = [0, 0, 0];
  for (const category of categories.length === 0 ? [''] : categories) {
    for await (const message of client.readCategory(category, {
      pageSize: PAGE_MESSAGES,
      signal,
    })) {
      read += 1;
      ({ globalPosition } = message);
      // All are looked at: what was imported has times in no order.
      if (isWithin(message.time, since, until)) {
        exported += 1;
        yield `${JSON.stringify(recordOf(message))}\n`;
      }
      if (read % PAGE_MESSAGES === 0) onProgress(exported, globalPosition);
    }
  }
  onProgress(exported, globalPosition);
}

function isWithin(time: string, since: string | undefined, until: string | undefined): boolean {
  if (since !== undefined && compareInstants(time, since) < 0) return false;
  return until === undefined || compareInstants(time, until) < 0;
}

function recordOf(message: Message): MessageRecord {
  const { id, stream, type, position, globalPosition, data, metadata, time } = message;
  return { id, stream, type, pos: position, gpos: globalPosition, data, meta: metadata, time };
}
