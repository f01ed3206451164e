import { expect, it } from 'vitest';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function summaryContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const names = async (prefix: string, cursor?: string, limit = 1000) =>
    (await state.log.streams({ prefix, cursor, limit })).map(({ streamName }) => streamName);

  it('lists streams in the order of their bytes', async () => {
    await state.fill('b-1', 'a-2', 'a-10', 'B-1', 'a', '\u{1F600}-1', '\uFFFD-1', 'ä-1');
    expect(await names('')).toEqual([
      'B-1',
      'a',
      'a-10',
      'a-2',
      'b-1',
      'ä-1',
      '\uFFFD-1',
      '\u{1F600}-1',
    ]);
  });

  it('takes a prefix literally, and goes on after a name', async () => {
    await state.fill('a_1', 'ab1', 'a%1', 'A_1', 'a_2', 'a_3', String.raw`a\1`);
    expect(await names('a_')).toEqual(['a_1', 'a_2', 'a_3']);
    expect(await names('a%')).toEqual(['a%1']);
    expect(await names('a\\')).toEqual([String.raw`a\1`]);
    expect(await names('a_', 'a_1', 1)).toEqual(['a_2']);
    expect(await names('a_', 'a_11')).toEqual(['a_2', 'a_3']);
    expect(await names('a_', 'a_3')).toEqual([]);
  });

  it('tells the version and the last activity of a stream', async () => {
    await state.fill('a-1', 'a-1');
    const [summary] = await state.log.streams({ prefix: 'a', cursor: undefined, limit: 1 });
    expect(summary?.version).toBe(1);
    expect(Date.now() - Date.parse(summary?.lastActivity ?? '')).toBeLessThan(60_000);
  });

  it('counts streams and messages of categories', async () => {
    await state.fill('b-1', 'a-1', 'a-1', 'a-2', 'a', 'c', '-1');
    expect(await state.log.categories()).toEqual([
      { category: '', streamCount: 1, messageCount: 1 },
      { category: 'a', streamCount: 3, messageCount: 4 },
      { category: 'b', streamCount: 1, messageCount: 1 },
      { category: 'c', streamCount: 1, messageCount: 1 },
    ]);
  });

  it('counts everything', async () => {
    const empty = { messageCount: 0, streamCount: 0, lastActivity: null };
    expect(await state.log.statistics()).toEqual(empty);
    await state.fill('b-1', 'a-1', 'a-1');
    const { lastActivity, ...counts } = await state.log.statistics();
    expect(counts).toEqual({ messageCount: 3, streamCount: 2 });
    expect((await state.log.countMessages?.()) ?? 3).toBe(3);
    expect(Date.now() - Date.parse(lastActivity ?? '')).toBeLessThan(60_000);
  });
}
