import { COLLECTIONS } from '../model/document.ts';
import type { DocumentStore, MaybePromise } from '../store/document-store.ts';
import { andThen } from '../store/maybe.ts';
import { Collection } from './collection.ts';
import { readDeclaration, replacing, settled } from './declaration.ts';
import type { Declaration } from './declaration.ts';
import { NAME_PATTERN } from './schema-rules.ts';

const NAME = new RegExp(NAME_PATTERN, 'u');

/** Whether a collection may have this name. */
export const isName = (name: string): boolean => NAME.test(name);

/**
 * The declared collections, as far as this instance has used them. What it remembers may be out of
 * date for a moment: a write that was checked by it says so to the store, which then refuses.
 */
export class Collections {
  readonly #store: DocumentStore;
  readonly #known = new Map<string, Collection>();
  #edition = 0;

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** Grows whenever a collection was declared, changed or deleted, by whatever instance. */
  get edition(): number {
    return this.#edition;
  }

  find(name: string): MaybePromise<Collection | undefined> {
    return this.#known.get(name) ?? (isName(name) ? this.#load(name) : undefined);
  }

  /** To be looked up again, for it has changed. */
  forget(name: string): void {
    this.#edition += 1;
    this.#known.delete(name);
  }

  /** The same, where it is only this instance that may be out of date. */
  refresh(name: string): MaybePromise<Collection | undefined> {
    this.#known.delete(name);
    return this.find(name);
  }

  forgetAll(): void {
    this.#edition += 1;
    this.#known.clear();
  }

  #load(name: string): MaybePromise<Collection | undefined> {
    const edition = this.#edition;
    return andThen(this.#store.get(COLLECTIONS, name), (document) => {
      // Forgotten while it was on its way.
      if (this.#edition !== edition) return this.find(name);
      if (document === undefined) return undefined;
      const declaration = readDeclaration(document);
      const { next } = declaration;
      if (next !== undefined && next.until < Date.now()) return this.#giveUp(declaration);
      const collection = new Collection(declaration);
      this.#known.set(name, collection);
      return collection;
    });
  }

  /** Ends a change of a schema whose maker is gone. */
  async #giveUp(declaration: Declaration): Promise<Collection | undefined> {
    const writes = replacing(declaration, settled(declaration));
    await this.#store.write({ writes, at: Date.now() });
    return this.#load(declaration.name);
  }
}
