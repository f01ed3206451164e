import { isFault } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { Document } from '../model/document.ts';
import type { DocumentStore, Snapshot } from '../store/document-store.ts';
import type { Restore } from '../writes/write.ts';
import { createCheckDocument } from './check-documents.ts';
import { readLine } from './document-line.ts';
import { readLines } from './read-lines.ts';

/** How an import went so far. */
export interface ImportProgress {
  readonly imported: number;
  /** Were there already, by an import that was interrupted. */
  readonly found: number;
}

export interface ImportOptions {
  /** Whether documents need not fit the schema of their collection. */
  readonly isForced?: boolean;
}

/** Documents of one transaction; fewer when they are large, since they are held in memory. */
const BATCH_MAX = 100;
const BATCH_CHARACTERS_MAX = 1024 * 1024;

/**
 * Stores the lines of an export with their ids, versions and times (contract B10). What the store has
 * must be what the lines begin with, such as nothing: documents list in the order of their creation,
 * and cannot be put between others. Yields after each batch. Throws Fault `command_failed` with the
 * number of the line, and a JSON pointer where data is wrong; what was told as imported stays.
 */
export async function* importDocuments(
  store: DocumentStore,
  pieces: AsyncIterable<Uint8Array>,
  { isForced = false }: ImportOptions = {},
): AsyncGenerator<ImportProgress> {
  const there = documentsOf(await store.changes.snapshot({}));
  let [found, imported, characters] = [0, 0, 0];
  let batch: NumberedRestore[] = [];
  // Begun at once: until then the store holds on to the moment.
  let known = await there.next();
  try {
    for await (const one of readDocuments(pieces, isForced)) {
      if (known.done !== true) {
        requireSame(known.value, one);
        found += 1;
        known = await there.next();
        continue;
      }
      batch.push(one);
      characters += one.fields.json.length;
      if (batch.length < BATCH_MAX && characters < BATCH_CHARACTERS_MAX) continue;
      await restoreAll(store, batch);
      imported += batch.length;
      [batch, characters] = [[], 0];
      yield { imported, found };
    }
    if (batch.length > 0) await restoreAll(store, batch);
    yield { imported: imported + batch.length, found };
  } finally {
    await there.return(undefined);
  }
}

/** A document and the line it is on, from 1. */
type NumberedRestore = Restore & { readonly line: number };

async function* readDocuments(
  pieces: AsyncIterable<Uint8Array>,
  isForced: boolean,
): AsyncGenerator<NumberedRestore> {
  const checked = createCheckDocument(isForced);
  let line = 0;
  let lastAt = 0;
  for await (const text of readLines(pieces)) {
    line += 1;
    if (text.trim() === '') continue;
    const one = numbered(line, () => checked(readLine(text)));
    if (one.createdAt < lastAt) throw refusal(line, 'created_at must not be before the line above');
    lastAt = one.createdAt;
    yield one;
  }
}

function numbered(line: number, read: () => Restore): NumberedRestore {
  try {
    return { ...read(), line };
  } catch (error) {
    throw isFault(error) ? refusal(line, error.message) : error;
  }
}

async function* documentsOf({ pages }: Snapshot): AsyncGenerator<Document, void> {
  for await (const page of pages) yield* page;
}

function requireSame({ createdSeq: _, ...there }: Document, one: NumberedRestore): void {
  const isSame =
    there.collection === one.collection &&
    there.id === one.id &&
    there.version === one.version &&
    there.createdAt === one.createdAt &&
    there.updatedAt === one.updatedAt &&
    there.owner === one.owner &&
    there.fields.json === one.fields.json;
  if (isSame) return;
  throw refusal(one.line, 'the database holds other documents; import into an empty one');
}

async function restoreAll(store: DocumentStore, batch: readonly NumberedRestore[]): Promise<void> {
  const writes = batch.map(({ line: _, ...write }) => write);
  const outcome = await store.write({ writes, at: Date.now() });
  if (outcome.kind === 'done') return;
  const index = outcome.kind === 'refused' ? outcome.refusal.index : 0;
  const { line = 0, collection, id } = batch[index] ?? {};
  throw refusal(line, `${collection}/${id} is there already`);
}

const refusal = (line: number, reason: string): Error =>
  fault('command_failed', { reason: `line ${line}: ${reason}` });
