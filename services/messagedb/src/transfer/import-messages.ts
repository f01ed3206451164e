import { isFault } from '@aquifer/service';
import type { Fault } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { ImportedMessage } from '../store/message-store.ts';
import type { BatchWriter } from './batch-writer.ts';
import { Lines } from './lines.ts';
import { parseRecord } from './record.ts';

/** Records of one transaction (contract §12). */
const BATCH_RECORDS = 1_000;
/** Fewer when they are large: a batch is held in memory. */
const BATCH_CHARACTERS_MAX = 64 * 1024 * 1024;

export type ImportEvent =
  /** A batch was stored; so many records are by now, the last one at this global position. */
  | { readonly kind: 'stored'; readonly imported: number; readonly gpos: number }
  | { readonly kind: 'done'; readonly imported: number }
  /** The end: what was not told as stored is not. `line` is the last one that was read, from 1. */
  | { readonly kind: 'failed'; readonly fault: Fault; readonly line: number };

/**
 * Stores the records of an NDJSON body at the places they bring, batch by batch, each in one
 * transaction, and tells how it goes. Reads no further than what was told of has been taken. A body
 * that breaks off once `stopping` has aborted did so because the server is to stop.
 */
export async function* importMessages(
  writer: BatchWriter,
  chunks: AsyncIterable<Buffer>,
  stopping: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const lines = new Lines(chunks);
  let batch: ImportedMessage[] = [];
  let [characters, imported] = [0, 0];
  const store = async (): Promise<ImportEvent> => {
    await writer.write(batch);
    imported += batch.length;
    const gpos = batch.at(-1)?.globalPosition ?? 0;
    batch = [];
    characters = 0;
    return { kind: 'stored', imported, gpos };
  };
  try {
    for await (const text of lines) {
      if (text.trim() === '') continue;
      batch.push(parseRecord(text));
      characters += text.length;
      const isFull = batch.length >= BATCH_RECORDS || characters >= BATCH_CHARACTERS_MAX;
      if (isFull) yield await store();
    }
    // The last batch is told of by the end.
    if (batch.length > 0) await store();
    yield { kind: 'done', imported };
  } catch (error) {
    const isStopped = stopping.aborted && isFault(error) && error.code === 'import_read_error';
    const reason = isStopped ? fault('import_stopped', { imported }) : importFault(error);
    yield { kind: 'failed', fault: reason, line: lines.number };
  }
}

const told: ReadonlySet<string> = new Set([
  'import_invalid_json',
  'import_invalid_record',
  'import_read_error',
  'position_exists',
]);

/** Stores have many ways to fail; whoever imports can only try again. */
function importFault(error: unknown): Fault {
  return isFault(error) && told.has(error.code)
    ? error
    : fault('import_failed', {}, { cause: error });
}
