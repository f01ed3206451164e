import { fault } from '../../faults.ts';
import type { Document } from '../../model/document.ts';
import type { ChangeFilter, ChangeLog, ChangePage, Snapshot, Wake } from '../document-store.ts';
import { isMeant } from '../is-meant.ts';
import { Watchers } from '../watchers.ts';
import type { ConvexDocuments, SnapshotPart } from './convex-documents.ts';

/** The change log of a deployment, which is looked at now and then while somebody watches. */
export class ConvexChangeLog implements ChangeLog {
  readonly isPolled = true;
  readonly #functions: () => Promise<ConvexDocuments>;
  readonly #pollMs: number;
  readonly #watchers = new Watchers();
  #timer: NodeJS.Timeout | undefined;
  #isPolling = false;
  #seen = -1;

  /** `pollMs` is how soon changes of other instances are seen. */
  constructor(functions: () => Promise<ConvexDocuments>, pollMs: number) {
    this.#functions = functions;
    this.#pollMs = pollMs;
  }

  async head(): Promise<number> {
    const functions = await this.#functions();
    return functions.head();
  }

  async read(after: number, limit: number, filter: ChangeFilter): Promise<ChangePage | undefined> {
    const functions = await this.#functions();
    const page = await functions.read(after, limit);
    if (page === undefined) return undefined;
    return { ...page, changes: page.changes.filter((change) => isMeant(change, filter)) };
  }

  async snapshot(filter: ChangeFilter): Promise<Snapshot> {
    const seq = await this.head();
    // Asked for now, so that a deployment that has none says so before anything is sent.
    const first = await this.#part(seq, 0);
    return { seq, pages: this.#pages(seq, first, filter) };
  }

  watch(wake: Wake): () => void {
    const end = this.#watchers.add(wake);
    this.#timer ??= setInterval(() => void this.#poll(), this.#pollMs).unref();
    return () => {
      end();
      // A call of a function costs something, so none is made for nobody.
      if (this.#watchers.isEmpty) this.close();
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
    if (this.#isPolling) return;
    this.#isPolling = true;
    try {
      const head = await this.head();
      if (head !== this.#seen) this.#watchers.wake();
      this.#seen = head;
    } catch {
      // Whoever asks for something is told; the next poll will see what came in between.
    } finally {
      this.#isPolling = false;
    }
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
    const functions = await this.#functions();
    const part = await functions.snapshotPart(seq, after);
    if (part !== undefined) return part;
    throw fault('store_failed', {}, { cause: new Error('changes since a snapshot are not kept') });
  }
}
