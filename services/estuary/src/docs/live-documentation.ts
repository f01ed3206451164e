import type { Log } from '@aquifer/service';
import { allDeclarations } from '../collections/all-declarations.ts';
import type { Collections } from '../collections/collections.ts';
import { readDeclaration } from '../collections/declaration.ts';
import type { DescribedCollection } from '../openapi/document-settings.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { Description, Documentation } from './documentation.ts';

export interface LiveDocumentationOptions {
  readonly documentation: Documentation;
  readonly store: DocumentStore;
  readonly collections: Collections;
  readonly log: Log;
}

/** The description of the API that follows the declared collections (contract B8). */
export class LiveDocumentation {
  readonly styles: Documentation['styles'];
  readonly script: Documentation['script'];
  readonly #options: LiveDocumentationOptions;
  #current: { readonly edition: number; readonly description: Description } | undefined;
  /** Without any collection. */
  #base: Description | undefined;

  constructor(options: LiveDocumentationOptions) {
    this.#options = options;
    this.styles = options.documentation.styles;
    this.script = options.documentation.script;
  }

  /** Made anew when a collection has changed since it was made last. */
  async description(): Promise<Description> {
    const { documentation, collections } = this.#options;
    const { edition } = collections;
    if (this.#current?.edition !== edition) {
      const declared = await this.#read();
      // Whoever wants to know the API does not need the database.
      if (declared === undefined) {
        return this.#current?.description ?? (this.#base ??= documentation.describe([]));
      }
      this.#current = { edition, description: documentation.describe(declared) };
    }
    return this.#current.description;
  }

  async #read(): Promise<readonly DescribedCollection[] | undefined> {
    const { store, log } = this.#options;
    try {
      const { documents } = await allDeclarations(store);
      return documents.map((document) => readDeclaration(document));
    } catch (error) {
      log.debug({ err: error }, 'collections could not be read; the API is described as it was');
      return undefined;
    }
  }
}
