import { expect, it } from 'vitest';
import type { Notice } from '../../../src/model/message.ts';
import type { NoticeFilter } from '../../../src/store/message-store.ts';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function noticeContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const read = async (filter: NoticeFilter, from: number, limit = 2) => {
    const notices: Notice[] = [];
    let next: number | undefined = from;
    while (next !== undefined) {
      const page = await state.log.readNotices({ ...filter, from: next, limit });
      expect(page.notices.length).toBeLessThanOrEqual(limit);
      notices.push(...page.notices);
      next = page.next;
    }
    return notices.map(({ streamName, position, globalPosition }) => [
      streamName,
      position,
      globalPosition,
    ]);
  };

  it('tells of a stream by its own positions', async () => {
    await state.fill('a-1', 'b-1', 'a-1', 'a-1', 'a-2');
    expect(await read({ kind: 'stream', streamName: 'a-1' }, 1)).toEqual([
      ['a-1', 1, 3],
      ['a-1', 2, 4],
    ]);
    expect(await read({ kind: 'stream', streamName: 'a-1' }, 3)).toEqual([]);
  });

  it('tells of a category by global positions, and of a member of a group', async () => {
    await state.fill('a-123', 'b-1', 'a-789', 'a-123', 'a');
    const all = { kind: 'category', category: 'a', consumerGroup: undefined } as const;
    expect(await read(all, 1)).toEqual([
      ['a-123', 0, 1],
      ['a-789', 0, 3],
      ['a-123', 1, 4],
      ['a', 0, 5],
    ]);
    expect(await read({ ...all, consumerGroup: { member: 0, size: 2 } }, 1)).toEqual([
      ['a-789', 0, 3],
    ]);
    expect(await read(all, 4)).toEqual([
      ['a-123', 1, 4],
      ['a', 0, 5],
    ]);
  });

  it('tells of everything', async () => {
    await state.fill('a-1', 'b-1', 'a-1');
    expect(await read({ kind: 'all' }, 2)).toEqual([
      ['b-1', 0, 2],
      ['a-1', 1, 3],
    ]);
  });
}
