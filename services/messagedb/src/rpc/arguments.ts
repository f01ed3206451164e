import { invalid } from '../faults.ts';
import { nameBytesMax } from '../model/limits.ts';
import { isStorable, storableRule } from '../model/storable-text.ts';

/** An object of a request, by key. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The checks every method shares (contract §4, §6.1). Each takes what was sent and the name to call
 * it by, and throws `invalid_request` with a sentence that begins with that name.
 */

/** A name of a stream or a type that is to be written. */
export function readName(value: unknown, name: string): string {
  const text = readStoredName(value, name);
  if (isLonger(text, nameBytesMax)) throw tooLong(name, nameBytesMax);
  return text;
}

/**
 * A name as a store may have it: message-db's clients write longer ones than we do, and whoever looks
 * for one that is too long finds nothing.
 */
export function readStoredName(value: unknown, name: string): string {
  const text = readNameOrEmpty(value, name);
  if (text === '') throw invalid(`${name} must not be empty`);
  return text;
}

/** As {@link readStoredName}, but may be empty. */
export function readNameOrEmpty(value: unknown, name: string): string {
  const text = readText(value, name);
  if (!isStorable(text)) throw invalid(`${name} ${storableRule}`);
  return text;
}

/** Whether a text has more bytes in UTF-8; most are so short that nobody has to count. */
export function isLonger(text: string, bytesMax: number): boolean {
  return text.length * 3 > bytesMax && Buffer.byteLength(text) > bytesMax;
}

export const tooLong = (name: string, bytesMax: number): Error =>
  invalid(`${name} must not be longer than ${bytesMax} bytes`);

export function readText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(`${name} must be a string`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, name: string): JsonObject {
  if (!isObject(value)) throw invalid(`${name} must be an object`);
  return value;
}

/** The last argument of most methods; absent and null are an empty one. */
export function readOptions(value: unknown): JsonObject {
  return value === undefined || value === null ? {} : readObject(value, 'options');
}

/** A whole number; `5.0` is one, `5.5`, `"5"` and null are not. Undefined when absent. */
export function readNumber(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw invalid(`${name} must be a number`);
  if (!Number.isSafeInteger(value)) throw invalid(`${name} must be a whole number below 2^53`);
  return value;
}

const BATCH_MAX = 10_000;
const BATCH_DEFAULT = 1_000;

/** How many messages to read (contract §7.1): −1 is all of them. */
export function readBatchSize(options: JsonObject): number {
  const size = readNumber(options['batchSize'], 'batchSize') ?? BATCH_DEFAULT;
  if (size === -1) return Number.POSITIVE_INFINITY;
  if (size < 0 || size > BATCH_MAX) {
    throw invalid(`batchSize must be from 0 to ${BATCH_MAX}, or -1 for no limit`);
  }
  return size;
}
