import { expect, it } from 'vitest';
import { pageBounds } from '../../../src/store/message-store.ts';
import { write } from '../../support/messages.ts';
import { contractState, readAll, rowsOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function streamReadContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const read = async (from: number, limit = 1000, by: 'position' | 'globalPosition' = 'position') =>
    state.log.readStream({ streamName: 'a-1', by, from, limit });

  it('gives rows of seven, exactly as written', async () => {
    await state.append(
      write('a-1', {
        id: '12345678-1234-1234-1234-123456789abc',
        type: 'Opened "x"',
        body: { balance: 0, deep: [{ a: null }] },
        metadata: '{"correlationStreamName":"signup-9"}',
        correlation: 'signup',
      }),
    );
    const [row] = rowsOf(await read(0));
    expect(row?.slice(0, 6)).toEqual([
      '12345678-1234-1234-1234-123456789abc',
      'Opened "x"',
      0,
      1,
      { balance: 0, deep: [{ a: null }] },
      { correlationStreamName: 'signup-9' },
    ]);
    expect(row).toHaveLength(7);
  });

  it('gives null for metadata that was not given', async () => {
    await state.fill('a-1');
    expect(rowsOf(await read(0))[0]?.[5]).toBeNull();
  });

  it('reads from a position on, at most as many as asked', async () => {
    await state.fill('a-1', 'b-1', 'a-1', 'b-1', 'a-1', 'a-10');
    expect(rowsOf(await read(1)).map((row) => row[2])).toEqual([1, 2]);
    expect(rowsOf(await read(0, 2)).map((row) => row[2])).toEqual([0, 1]);
    expect(rowsOf(await read(3))).toEqual([]);
  });

  it('reads from a global position on', async () => {
    await state.fill('a-1', 'b-1', 'a-1', 'b-1', 'a-1');
    expect(rowsOf(await read(2, 1000, 'globalPosition')).map((row) => row[3])).toEqual([3, 5]);
    expect(rowsOf(await read(3, 1, 'globalPosition')).map((row) => row[3])).toEqual([3]);
    expect((await read(6, 1, 'globalPosition')).count).toBe(0);
  });

  it('says where to go on, until the end was reached', async () => {
    await state.append(...Array.from({ length: 2_300 }, () => write('a-1')));
    const all = await readAll(read, 0);
    expect(all.map((row) => row[2])).toEqual(Array.from({ length: 2_300 }, (_, index) => index));
    const some = await readAll(read, 500, 1_500);
    expect([some.length, some[0]?.[2], some.at(-1)?.[2]]).toEqual([1_500, 500, 1_999]);
    expect((await read(2_299)).next).toBeUndefined();
  });

  it('ends a page early when its messages are large', async () => {
    const large = { text: 'x'.repeat(1024 * 1024) };
    await state.append(...Array.from({ length: 12 }, () => write('a-1', { body: large })));
    const page = await read(0);
    expect(page.count).toBeGreaterThan(1);
    expect(page.count).toBeLessThan(12);
    const all = await readAll(read, 0);
    expect(all.map((row) => (row[4] as { text: string }).text.length)).toEqual(
      Array.from({ length: 12 }, () => 1024 * 1024),
    );
  });

  it('counts bytes and not characters, of which some have several', async () => {
    const body = { text: '世'.repeat(1024 * 1024) };
    await state.append(...Array.from({ length: 5 }, () => write('a-1', { body })));
    const { rows, count, next } = await read(0);
    expect({ count, next }).toEqual({ count: 3, next: 3 });
    const message = Buffer.byteLength(rows) / count;
    expect(Buffer.byteLength(rows)).toBeLessThan(pageBounds.bytes + message);
  });

  it('reads nothing of a stream that does not exist', async () => {
    expect(await read(0)).toMatchObject({ rows: '', count: 0, next: undefined });
    expect(await state.log.version('a-1')).toBeUndefined();
    expect(await state.log.lastMessage('a-1', undefined)).toBeUndefined();
  });

  it('finds the last message, of any type or of one', async () => {
    await state.append(
      write('a-1', { type: 'Opened' }),
      write('a-1', { type: 'Closed' }),
      write('a-1', { type: 'closed' }),
      write('b-1', { type: 'Opened' }),
    );
    const last = async (type?: string) => {
      const row = await state.log.lastMessage('a-1', type);
      return row === undefined ? undefined : (JSON.parse(row) as unknown[]).slice(1, 4);
    };
    expect(await last()).toEqual(['closed', 2, 3]);
    expect(await last('Opened')).toEqual(['Opened', 0, 1]);
    expect(await last('Closed')).toEqual(['Closed', 1, 2]);
    expect(await last('OPENED')).toBeUndefined();
  });

  it('takes names as they are: case, blanks, wildcards, and names of categories', async () => {
    const names = ['a-1 ', ' a-1', 'A-1', 'a%1', 'a_1', 'a', 'ä-1', 'a\u0301-1', '世界-1', "'--"];
    for (const name of names) await state.fill(name);
    for (const name of names) expect(await state.log.version(name)).toBe(0);
    expect(await state.log.version('a-1')).toBeUndefined();
  });
}
