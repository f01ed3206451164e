import { isUtf8 } from 'node:buffer';
import { fault } from '../faults.ts';

/** The longest line, in bytes (contract §10). */
const LINE_BYTES_MAX = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines of a body, one after the other, without their ends. Keeps no more than one line. Throws
 * import_read_error for one that is too long, import_invalid_json for one that is not UTF-8.
 */
export class Lines implements AsyncIterable<string> {
  readonly #chunks: AsyncIterable<Buffer>;
  #begun = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks;
  }

  /** Where reading stands: the line that was begun last, complete or not. Counts from 1. */
  get number(): number {
    return Math.max(1, this.#begun);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let pieces: Buffer[] = [];
    let length = 0;
    const keep = (piece: Buffer): void => {
      if (pieces.length === 0) this.#begun += 1;
      pieces.push(piece);
      length += piece.length;
      if (length > LINE_BYTES_MAX) {
        const reason = `The line is longer than ${LINE_BYTES_MAX} bytes`;
        throw fault('import_read_error', { reason });
      }
    };
    for await (const chunk of this.#chunks) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, end));
        yield decode(pieces);
        pieces = [];
        length = 0;
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    }
    if (length > 0) yield decode(pieces);
  }
}

function decode(pieces: readonly Buffer[]): string {
  const [only] = pieces;
  const line = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  // Decoding what is not UTF-8 would put other characters in its place, and those would be stored.
  if (!isUtf8(line)) throw fault('import_invalid_json');
  return line.toString();
}
