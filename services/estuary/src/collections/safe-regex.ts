import type { RE2JS } from 're2js';
import { loadLibraries } from './load-libraries.ts';
import { REGEX_LENGTH_MAX, REGEX_SIZE_MAX } from './schema-rules.ts';
import { translateRegex } from './translate-regex.ts';

/** A regular expression that takes time in proportion to the text, whatever the text is. */
export interface SafeRegex {
  test(text: string): boolean;
  /** Instructions: what it may cost for each character at most. */
  readonly size: number;
}

/**
 * Compiles the regular expression of a schema with RE2, which never tries one way after the other.
 * It must be one of ECMAScript too, so that everybody else who reads the schema understands it.
 * Returns why it cannot be had: RE2 has neither look-around nor references back.
 */
export function compileRegex(pattern: string): SafeRegex | string {
  if (pattern.length > REGEX_LENGTH_MAX) {
    return `must not be longer than ${REGEX_LENGTH_MAX} characters`;
  }
  try {
    void new RegExp(pattern, 'u');
  } catch {
    return 'must be a regular expression of ECMAScript with the flag u';
  }
  const translated = translateRegex(pattern);
  if (translated === undefined) {
    return String.raw`must not have references back, \S in brackets, nor halves of characters`;
  }
  const { RE2JS: Regex } = loadLibraries();
  let compiled: RE2JS;
  try {
    compiled = Regex.compile(Regex.translateRegExp(translated));
  } catch {
    return 'must be a regular expression without look-around, references back and repetitions of more than 1000';
  }
  const size = compiled.programSize();
  if (size > REGEX_SIZE_MAX) return 'must not have so many repetitions within each other';
  return { test: (text) => compiled.test(text), size };
}
