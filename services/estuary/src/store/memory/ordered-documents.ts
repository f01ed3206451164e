import type { Document } from '../../model/document.ts';

/** Removed documents leave holes; with more holes than this, and than documents, they are closed. */
const HOLES_MIN = 1_000;

/** The documents of one collection in the order of their creation. */
export class OrderedDocuments {
  /** `createdSeq` of each place, ascending; a hole keeps its own, so that places can be searched. */
  #seqs: number[] = [];
  #documents: (Document | undefined)[] = [];
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#places.size;
  }

  get(id: string): Document | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#documents[place];
  }

  /** Adds a document that was created last, or replaces the one of its id. */
  set(document: Document): void {
    const place = this.#places.get(document.id);
    if (place !== undefined) {
      this.#documents[place] = document;
      return;
    }
    this.#places.set(document.id, this.#seqs.length);
    this.#seqs.push(document.createdSeq);
    this.#documents.push(document);
  }

  delete(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#places.delete(id);
    this.#documents[place] = undefined;
    const holes = this.#documents.length - this.size;
    if (holes > HOLES_MIN && holes > this.size) this.#closeHoles();
  }

  /** A part of the order; undefined where holes have to be passed over. */
  slice(offset: number, limit: number): readonly Document[] | undefined {
    const hasHoles = this.#documents.length > this.size;
    return hasHoles ? undefined : (this.#documents.slice(offset, offset + limit) as Document[]);
  }

  /** Documents created after a change, in order. */
  *createdAfter(seq: number): Generator<Document> {
    for (let place = this.#firstAfter(seq); place < this.#documents.length; place += 1) {
      const document = this.#documents[place];
      if (document !== undefined) yield document;
    }
  }

  /** Documents created before a change, the last one first. */
  *createdBefore(seq: number): Generator<Document> {
    for (let place = this.#firstAfter(seq - 1) - 1; place >= 0; place -= 1) {
      const document = this.#documents[place];
      if (document !== undefined) yield document;
    }
  }

  #firstAfter(seq: number): number {
    let [low, high] = [0, this.#seqs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#seqs[middle] ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #closeHoles(): void {
    const documents = [...this.createdAfter(0)];
    this.#documents = documents;
    this.#seqs = documents.map(({ createdSeq }) => createdSeq);
    this.#places.clear();
    for (const [place, { id }] of documents.entries()) this.#places.set(id, place);
  }
}
