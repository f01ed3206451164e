import { closeSync, openSync, readSync } from 'node:fs';

/** More than any key or certificate chain, and too little to hurt when it is the wrong file. */
const VALUE_BYTES_MAX = 64 * 1024;

/** The trimmed text of a file, or why there is none, as the end of a sentence about the file. */
export type ValueFile =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the file that a `<variable>_FILE` names. Pipes are fine, as shells make them for `<(…)`. */
export function readValueFile(path: string): ValueFile {
  try {
    const bytes = readAtMost(path, VALUE_BYTES_MAX + 1);
    if (bytes.length > VALUE_BYTES_MAX) {
      return { kind: 'unreadable', reason: `is larger than ${VALUE_BYTES_MAX} bytes` };
    }
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    if (value === '') return { kind: 'unreadable', reason: 'is empty' };
    return { kind: 'value', value };
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return 'is not UTF-8 text';
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return `cannot be read (${code})`;
}

function readAtMost(path: string, bytesMax: number): Buffer {
  const buffer = Buffer.alloc(bytesMax);
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length < bytesMax; length += count) {
      count = readSync(file, buffer, length, bytesMax - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
