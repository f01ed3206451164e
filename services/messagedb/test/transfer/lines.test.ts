import { isFault } from '@aquifer/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from '../../src/transfer/lines.ts';

async function* of(chunks: readonly (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function linesOf(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of new Lines(of(chunks))) lines.push(line);
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

  it.each([
    ['before any', [], 1],
    ['in the first', ['a'], 1],
    ['behind the first', ['a\n'], 1],
    ['in the second', ['a\nb'], 2],
    ['behind an empty one', ['a\n\n'], 2],
    ['in one that came in pieces', ['a\nb', 'c', 'd'], 2],
  ])('are counted from 1: %s', async (_, chunks, number) => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield* of(chunks);
      throw new Error('broken');
    };
    const lines = new Lines(broken());
    const read = async (): Promise<void> => {
      for await (const line of lines) expect(line).toBeDefined();
    };
    await expect(read).rejects.toThrow('broken');
    expect(lines.number).toBe(number);
  });
});
