// In Node since 20.0, but not in the es2023 library of TypeScript.
/// <reference lib="es2024.string" />

/** Whether every store can keep a text as it is: it is well-formed Unicode, and without U+0000. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The rule, as the end of a sentence that starts with what was given. */
export const storableRule = 'must be well-formed Unicode without U+0000';
