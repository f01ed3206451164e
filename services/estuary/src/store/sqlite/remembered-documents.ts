import { Recent } from '@aquifer/service';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Change, Document } from '../../model/document.ts';
import type { DocumentPage, ListQuery } from '../document-store.ts';

/** For each of three ways to find them. */
const CHARS_MAX = 4 * 1024 * 1024;
/** Of a document besides its text. */
const CHARS_OF_ONE = 200;

const weigh = ({ fields }: Document): number => CHARS_OF_ONE + fields.json.length;
const weighPage = ({ documents }: DocumentPage): number =>
  documents.reduce((sum, document) => sum + weigh(document), CHARS_OF_ONE);
const keyOf = ({ collection, id }: Pick<Document, 'collection' | 'id'>): string =>
  `${collection}/${id}`;

/**
 * Documents as they are in the file. Making values of the columns of a row costs several times as much
 * as finding the row, and only this process writes to the file, by this connection; should a tool of an
 * operator do so all the same, all is forgotten.
 */
export class RememberedDocuments {
  readonly #database: SqliteDatabase;
  readonly #byId = new Recent<string, Document>(CHARS_MAX, weigh);
  readonly #bySeq = new Recent<number, Document>(CHARS_MAX, weigh);
  /** As they are since the last change. */
  readonly #pages = new Recent<string, DocumentPage>(CHARS_MAX, weighPage);
  /** Moves when another connection has written. */
  #dataVersion: number;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#dataVersion = database.dataVersion();
  }

  byId(collection: string, id: string): Document | undefined {
    this.#forgetOthers();
    return this.#byId.get(keyOf({ collection, id }));
  }

  /** By `createdSeq`; undefined when one of them is not remembered. */
  bySeqs(seqs: readonly number[]): readonly Document[] | undefined {
    this.#forgetOthers();
    const documents: Document[] = [];
    for (const seq of seqs) {
      const document = this.#bySeq.get(seq);
      if (document === undefined) return undefined;
      documents.push(document);
    }
    return documents;
  }

  page(query: ListQuery, read: () => DocumentPage): DocumentPage {
    this.#forgetOthers();
    const key = JSON.stringify(query);
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = read();
    this.#pages.set(key, page);
    return page;
  }

  remember(document: Document): void {
    this.#byId.set(keyOf(document), document);
    this.#bySeq.set(document.createdSeq, document);
  }

  /**
   * What was stored. Only what was read before is remembered, for most of what is written is not asked for
   * soon. A deleted document is found by no sequence number either, as no row has that.
   */
  changed(changes: readonly Change[]): void {
    if (changes.length > 0) this.#pages.clear();
    for (const { document, ...change } of changes) {
      if (document === null) this.#byId.delete(keyOf(change));
      else if (this.#isKnown(document)) this.remember(document);
    }
  }

  forget(): void {
    this.#byId.clear();
    this.#bySeq.clear();
    this.#pages.clear();
  }

  #isKnown(document: Document): boolean {
    return (
      this.#byId.get(keyOf(document)) !== undefined ||
      this.#bySeq.get(document.createdSeq) !== undefined
    );
  }

  #forgetOthers(): void {
    const version = this.#database.dataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.forget();
  }
}
