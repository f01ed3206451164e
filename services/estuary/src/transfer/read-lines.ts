import { fault } from '../faults.ts';

/** Line feed, which is in no other character of UTF-8. */
const END = 0x0a;

/**
 * The lines of a text in UTF-8, as it comes in pieces, without their ends. Node's own reader of lines
 * ends them at U+2028 too, which is common in JSON. Throws Fault
 * `command_failed` where it is not UTF-8.
 */
export async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array[] = [];
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(END); end !== -1; end = piece.indexOf(END, from)) {
      begun.push(piece.subarray(from, end));
      yield decode(Buffer.concat(begun));
      begun = [];
      from = end + 1;
    }
    begun.push(piece.subarray(from));
  }
  const last = Buffer.concat(begun);
  if (last.length > 0) yield decode(last);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw fault('command_failed', { reason: 'the input is not UTF-8' }, { cause });
  }
}
