// In Node since 20.0, but not in the es2023 library of TypeScript.
/// <reference lib="es2024.string" />

/** Whether UTF-8 can hold the text: it has no half of a surrogate pair. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}
