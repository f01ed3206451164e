import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/transfer/read-lines.ts';
import { collect } from '../support/collect.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const linesOf = (bytes: Uint8Array, size: number): Promise<string[]> =>
  collect(readLines(inPieces(bytes, size)));

describe('lines', () => {
  it.each([1, 2, 3, 1000])('are whole, however their pieces of %i bytes are cut', async (size) => {
    const lines = ['{"a":"\u2028 is no end"}', '', 'ä\u{1F600}', '\r', 'the last'];
    for (const end of ['', '\n']) {
      const bytes = Buffer.from(lines.join('\n') + end);
      expect(await linesOf(bytes, size)).toEqual(lines);
    }
  });

  it('are none where there is nothing', async () => {
    expect(await linesOf(Buffer.from(''), 1)).toEqual([]);
  });

  it('are refused where they are not UTF-8', async () => {
    const reading = linesOf(Buffer.from([0x61, 0x0a, 0xff, 0x0a]), 10);
    await expect(reading).rejects.toMatchObject({ message: 'the input is not UTF-8' });
  });
});
