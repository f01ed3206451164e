import { type Fault, isFault } from '@aquifer/service';

/** One JSON text per record, and the places of those that failed. */
export interface MixedResult {
  readonly entries: readonly string[];
  readonly failed: readonly number[];
}

/**
 * Writes record after record; a Fault of one is its entry and does not stop the others. A write
 * that left no row is `{}`. A fault of status 500 and above, such as a database that is away, is
 * not the record's: the rest is not tried, because each would only wait for the same, and has it
 * as its entry too, so that the caller knows what was written and what was not.
 */
export const eachAlone = async <T>(
  records: readonly T[],
  write: (record: T) => Promise<string | undefined>,
): Promise<MixedResult> => {
  const entries: string[] = [];
  const failed: number[] = [];
  let end: string | undefined;
  for (const [index, record] of records.entries()) {
    try {
      entries.push(end ?? (await write(record)) ?? '{}');
      if (end !== undefined) failed.push(index);
    } catch (error) {
      if (!isFault(error)) throw error;
      entries.push(errorEntry(error));
      failed.push(index);
      if (error.status >= 500) end = errorEntry(error);
    }
  }
  return { entries, failed };
};

const errorEntry = ({ status, code, message }: Fault): string =>
  JSON.stringify({ error: { code: status, message, reason: code } });
