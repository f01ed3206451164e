/**
 * Text as databases hold it, where U+0000 ends a text or is refused: U+0000 is U+0001 U+0001 there,
 * and U+0001 is U+0001 U+0002. Texts sort as before, one begins with another as before, and all other
 * texts, which is nearly every one, are as before.
 */
export function storedText(text: string): string {
  if (!text.includes('\u0001') && !text.includes('\u0000')) return text;
  return text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001');
}

/** The text that is stored as this. */
export function givenText(stored: string): string {
  if (!stored.includes('\u0001')) return stored;
  return stored.replaceAll('\u0001\u0001', '\u0000').replaceAll('\u0001\u0002', '\u0001');
}
