import type { CategoryTexts, MessageDbClient } from '@aquifer/messagedb-client';
import { compareInstants } from './instant.ts';

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
    const rows = client.readCategoryTexts(category, { pageSize: PAGE_MESSAGES, signal });
    for await (const row of rows) {
      read += 1;
      globalPosition = Number(row[4]);
      // All are looked at: what was imported has times in no order.
      if (isWithin(JSON.parse(row[7]) as string, since, until)) {
        exported += 1;
        yield `${lineOf(row)}\n`;
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

/** What is in a message stays as it was written, but for line ends, which JSON has only between words. */
function lineOf([id, stream, type, pos, gpos, data, meta, time]: CategoryTexts): string {
  const line = `{"id":${id},"stream":${stream},"type":${type},"pos":${pos},"gpos":${gpos},"data":${data},"meta":${meta},"time":${time}}`;
  return line.replaceAll(/[\r\n]/g, ' ');
}
