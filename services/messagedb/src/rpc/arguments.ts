import { invalid } from '../faults.ts';
import { isStorable, storableRule } from '../model/storable-text.ts';

/** An object of a request, by key. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** In UTF-8: more does not fit into an index of PostgreSQL. */
const NAME_BYTES_MAX = 1_024;

/**
 * The checks every method shares (contract §4, §6.1). Each takes what was sent and the name to call
 * it by, and throws `invalid_request` with a sentence that begins with that name.
 */

/** A name of a stream, a type or a category: any text a store can keep. */
export function readName(value: unknown, name: string): string {
  const text = readText(value, name);
  if (text === '') throw invalid(`${name} must not be empty`);
  checkName(text, name);
  return text;
}

/** As {@link readName}, but may be empty. */
export function readNameOrEmpty(value: unknown, name: string): string {
  const text = readText(value, name);
  checkName(text, name);
  return text;
}

function checkName(text: string, name: string): void {
  if (text.length * 3 > NAME_BYTES_MAX && Buffer.byteLength(text) > NAME_BYTES_MAX) {
    throw invalid(`${name} must not be longer than ${NAME_BYTES_MAX} bytes`);
  }
  if (!isStorable(text)) throw invalid(`${name} ${storableRule}`);
}

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
