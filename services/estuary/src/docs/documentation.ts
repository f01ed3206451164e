import type { ValidatedText } from '../http/validated-text.ts';

/** The description of the API, for programs and for people. Made once. */
export interface Documentation {
  readonly openApi: ValidatedText;
  readonly page: ValidatedText;
  readonly styles: ValidatedText;
  readonly script: ValidatedText;
}
