import { describe, expect, it } from 'vitest';
import { batchLines } from '../../src/log/batch-lines.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('batchLines', () => {
  it('hands on the lines of a turn in one write, in order', async () => {
    const writes: string[] = [];
    const destination = batchLines({ write: (text) => writes.push(text) });
    destination.write('a\n');
    destination.write('b\n');
    expect(writes).toEqual([]);
    await nextTurn();
    expect(writes).toEqual(['a\nb\n']);
    destination.write('c\n');
    await nextTurn();
    expect(writes).toEqual(['a\nb\n', 'c\n']);
  });

  it('hands on at once what is flushed, and nothing twice', async () => {
    const writes: string[] = [];
    const destination = batchLines({ write: (text) => writes.push(text) });
    destination.write('last words\n');
    destination.flushSync();
    expect(writes).toEqual(['last words\n']);
    await nextTurn();
    expect(writes).toHaveLength(1);
  });
});
