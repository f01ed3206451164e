import type { Fault } from '@aquifer/service';
import { fault } from '../../faults.ts';

/** An answer has more bytes than may be held in memory for it. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  readonly bytesMax: number;

  constructor(bytesMax: number, options?: ErrorOptions) {
    super(`an answer of more than ${bytesMax} bytes`, options);
    this.bytesMax = bytesMax;
  }
}

/** What a caller is told whose answer is too large. */
export const answerTooLarge = (action: string, bytesMax: number, cause?: unknown): Fault =>
  fault('answer_too_large', { action, size: sizeText(bytesMax) }, { cause });

/** Takes the parts of an answer as they come; throws AnswerTooLarge when they are too many. */
export const createAnswerSize = (bytesMax: number = Infinity): ((part: string) => void) => {
  let bytes = 0;
  return (part) => {
    bytes += Buffer.byteLength(part);
    if (bytes > bytesMax) throw new AnswerTooLarge(bytesMax);
  };
};

/** Measures rows whose driver gives them all at once, by their first column. Throws AnswerTooLarge. */
export const checkAnswerSize = (
  rows: readonly (readonly unknown[])[],
  bytesMax: number | undefined,
): void => {
  const measure = createAnswerSize(bytesMax);
  for (const [json] of rows) measure(String(json));
};

const mebibyte = 1024 * 1024;

const sizeText = (bytes: number): string =>
  bytes % mebibyte === 0 ? `${bytes / mebibyte} MiB` : `${bytes} bytes`;
