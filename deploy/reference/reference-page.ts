/** A file that is made from the code, and so is never edited by hand. */
export interface ReferencePage {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Says so in the file. */
export const made = 'made by `npm run reference`';
