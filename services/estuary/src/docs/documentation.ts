import type { ValidatedText } from '../http/validated-text.ts';
import type { DescribedCollection } from '../openapi/document-settings.ts';

/** The description of the API, for programs and for people. */
export interface Documentation {
  readonly describe: (collections: readonly DescribedCollection[]) => Description;
  readonly styles: ValidatedText;
  readonly script: ValidatedText;
}

/** With the collections of a moment. */
export interface Description {
  readonly openApi: ValidatedText;
  readonly page: ValidatedText;
}
