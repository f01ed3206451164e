import { type Fault, isFault } from '@aquifer/service';

/** One JSON text per record, and the places of those that failed. */
export interface MixedResult {
  readonly entries: readonly string[];
  readonly failed: readonly number[];
}

/**
 * Writes record after record; a Fault of one is its entry and does not stop the others. A write
 * that left no row is `{}`.
 */
export const eachAlone = async <T>(
  records: readonly T[],
  write: (record: T) => Promise<string | undefined>,
): Promise<MixedResult> => {
  const entries: string[] = [];
  const failed: number[] = [];
  for (const [index, record] of records.entries()) {
    try {
      entries.push((await write(record)) ?? '{}');
    } catch (error) {
      if (!isFault(error)) throw error;
      entries.push(errorEntry(error));
      failed.push(index);
    }
  }
  return { entries, failed };
};

const errorEntry = ({ status, code, message }: Fault): string =>
  JSON.stringify({ error: { code: status, message, reason: code } });
