import { isFault } from '@aquifer/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/transfer/read-lines.ts';

async function* of(chunks: readonly (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function linesOf(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(of(chunks))) lines.push(line);
  return lines;
}

describe('lines of a body', () => {
  it('are the same however the body is cut', async () => {
    const text = 'ä\n\n日本\r\n😀😀\nend';
    const bytes = Buffer.from(text);
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: bytes.length }));
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const ends = [...places.toSorted((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await linesOf(chunks)).toEqual(['ä', '', '日本\r', '😀😀', 'end']);
      }),
    );
  });

  it('end with the body, with or without a newline', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf(['a'])).toEqual(['a']);
    expect(await linesOf(['a\n'])).toEqual(['a']);
  });

  it('are at most 16 MiB long', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 'x');
    const longest = Array.from({ length: 16 }, () => mebibyte);
    expect((await linesOf([...longest, '\nb']))[1]).toBe('b');
    const error = await linesOf([...longest, 'x']).catch((reason: unknown) => reason);
    expect(isFault(error) && error.code).toBe('import_read_error');
  });

  it('must be UTF-8', async () => {
    const error = await linesOf([Buffer.from([0x22, 0xff, 0x22, 0x0a])]).catch(
      (reason: unknown) => reason,
    );
    expect(isFault(error) && error.code).toBe('import_invalid_json');
  });
});
