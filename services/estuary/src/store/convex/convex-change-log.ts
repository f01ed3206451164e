import { fault } from '../../faults.ts';
import type { Document } from '../../model/document.ts';
import type { ChangeFilter, ChangeLog, ChangePage, Snapshot } from '../document-store.ts';
import { Watchers } from '../watchers.ts';
import type { SnapshotPart, WholeDocuments } from './whole-documents.ts';

/** How soon changes of other instances are seen. */
const POLL_MS = 1_000;

/** What the log asks, or that which a deployment without one answers. */
export type LogQuestions = Pick<WholeDocuments, 'head' | 'read' | 'snapshotPart'>;

/** The change log of a deployment, asked for every second while somebody watches. */
export class ConvexChangeLog implements ChangeLog {
  readonly #asked: LogQuestions;
  readonly #watchers = new Watchers();
  #watching = 0;
  #timer: NodeJS.Timeout | undefined;
  #seen = -1;

  constructor(asked: LogQuestions) {
    this.#asked = asked;
  }

  head(): Promise<number> {
    return this.#asked.head();
  }

  async read(after: number, limit: number, filter: ChangeFilter): Promise<ChangePage | undefined> {
    const page = await this.#asked.read(after, limit);
    if (page === undefined) return undefined;
    return { ...page, changes: page.changes.filter((change) => isMeant(change, filter)) };
  }

  async snapshot(filter: ChangeFilter): Promise<Snapshot> {
    const seq = await this.#asked.head();
    // Asked for now, so that a deployment that has none says so before anything is sent.
    const first = await this.#part(seq, 0);
    return { seq, pages: this.#pages(seq, first, filter) };
  }

  watch(wake: () => void): () => void {
    const end = this.#watchers.add(wake);
    let isWatching = true;
    this.#watching += 1;
    this.#timer ??= setInterval(() => void this.#poll(), POLL_MS).unref();
    return () => {
      end();
      if (isWatching) this.#watching -= 1;
      isWatching = false;
      if (this.#watching === 0) this.close();
    };
  }

  wake(): void {
    this.#watchers.wake();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #poll(): Promise<void> {
    let head: number;
    try {
      head = await this.#asked.head();
    } catch {
      // Whoever asks for something is told; the next poll will see what came in between.
      return;
    }
    if (head === this.#seen) return;
    this.#seen = head;
    this.#watchers.wake();
  }

  async *#pages(
    seq: number,
    first: SnapshotPart,
    filter: ChangeFilter,
  ): AsyncGenerator<readonly Document[]> {
    for (let part = first; ; part = await this.#part(seq, part.end)) {
      const meant = part.documents.filter((document) => isMeant(document, filter));
      if (meant.length > 0) yield meant;
      if (part.isLast) return;
    }
  }

  async #part(seq: number, after: number): Promise<SnapshotPart> {
    const part = await this.#asked.snapshotPart(seq, after);
    if (part !== undefined) return part;
    throw fault('store_failed', {}, { cause: new Error('changes since a snapshot are not kept') });
  }
}

/** Whether a change, or a document, passes a filter. */
const isMeant = (
  one: Pick<Document, 'collection' | 'id' | 'owner'>,
  { collection, id, owner }: ChangeFilter,
): boolean =>
  (collection === undefined || one.collection === collection) &&
  (id === undefined || one.id === id) &&
  (owner === undefined || one.owner === owner);
