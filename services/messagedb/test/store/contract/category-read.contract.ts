import { expect, it } from 'vitest';
import type { CategoryQuery } from '../../../src/store/message-store.ts';
import { write } from '../../support/messages.ts';
import { contractState, readAll, rowsOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function categoryReadContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const query = (parts: Partial<CategoryQuery>): CategoryQuery => ({
    category: 'account',
    from: 1,
    limit: 1000,
    correlation: undefined,
    consumerGroup: undefined,
    ...parts,
  });
  const read = async (parts: Partial<CategoryQuery> = {}) =>
    readAll(
      (from, limit) => state.log.readCategory(query({ ...parts, from, limit })),
      parts.from ?? 1,
      parts.limit,
    );
  const names = async (parts?: Partial<CategoryQuery>) => (await read(parts)).map((row) => row[1]);

  it('gives rows of eight, in global order', async () => {
    await state.fill('account-1', 'other-1', 'account-2', 'account', 'accounts-1', 'account-1');
    const rows = await read();
    expect(rows.map((row) => [row[1], row[3], row[4]])).toEqual([
      ['account-1', 0, 1],
      ['account-2', 0, 3],
      ['account', 0, 4],
      ['account-1', 1, 6],
    ]);
    expect(rows[0]).toHaveLength(8);
  });

  it('reads the whole namespace for an empty category', async () => {
    await state.fill('account-1', 'other-1', '-5', 'account+x');
    expect(await names({ category: '' })).toEqual(['account-1', 'other-1', '-5', 'account+x']);
    expect(await names({ category: '', from: 3 })).toEqual(['-5', 'account+x']);
  });

  it('counts the limit by what matches, and goes on from a global position', async () => {
    await state.fill('account-1', 'other-1', 'account-2', 'other-1', 'account-3');
    expect(await names({ limit: 2 })).toEqual(['account-1', 'account-2']);
    expect(await names({ from: 3, limit: 1 })).toEqual(['account-2']);
    expect(await names({ from: 4 })).toEqual(['account-3']);
    expect(await names({ from: 6 })).toEqual([]);
  });

  it('matches nothing for a name with an id, and for a category nobody wrote to', async () => {
    await state.fill('account-1');
    expect(await names({ category: 'account-1' })).toEqual([]);
    expect(await names({ category: 'nothing' })).toEqual([]);
  });

  it('keeps what correlates, by exact category', async () => {
    const correlated = (streamName: string, correlation: string | null) =>
      write(streamName, { correlation, metadata: JSON.stringify({ correlationStreamName: 'x' }) });
    await state.append(
      correlated('account-1', 'workflow'),
      correlated('account-2', 'workflowX'),
      correlated('account-3', 'Workflow'),
      correlated('account-4', null),
      correlated('other-5', 'workflow'),
    );
    expect(await names({ correlation: 'workflow' })).toEqual(['account-1']);
    expect(await names({ category: '', correlation: 'workflow' })).toEqual([
      'account-1',
      'other-5',
    ]);
    expect(await names({ correlation: 'work%' })).toEqual([]);
  });

  it('divides a category among consumers by the cardinal id', async () => {
    await state.fill(
      'account-123',
      'account-123+456',
      'account-456',
      'account-789',
      'account',
      'account-',
      'account-déjà',
      'account-世界',
    );
    const member = (at: number, size: number) => names({ consumerGroup: { member: at, size } });
    expect(await member(0, 2)).toEqual(['account-789', 'account-', 'account-世界']);
    expect(await member(1, 2)).toEqual([
      'account-123',
      'account-123+456',
      'account-456',
      'account-déjà',
    ]);
    expect(await member(2, 3)).toEqual(['account-', 'account-世界']);
    expect(await names({ category: '', consumerGroup: { member: 0, size: 2 }, limit: 2 })).toEqual([
      'account-789',
      'account-',
    ]);
  });

  it('finds the rare match behind many others', async () => {
    const noise = Array.from({ length: 6_000 }, () => write('account-123'));
    for (let at = 0; at < noise.length; at += 1000) {
      await state.append(...noise.slice(at, at + 1000));
    }
    await state.append(write('account-789', { correlation: 'rare' }));
    const consumerGroup = { member: 0, size: 2 };
    expect(await names({ consumerGroup, limit: 1 })).toEqual(['account-789']);
    expect(await names({ correlation: 'rare', limit: 1 })).toEqual(['account-789']);
    expect(await names({ correlation: 'rare', consumerGroup, from: 6_002 })).toEqual([]);
  });

  it('is complete when no place is told to go on', async () => {
    await state.fill('account-1', 'other-1');
    const page = await state.log.readCategory(query({}));
    expect([rowsOf(page).length, page.next]).toEqual([1, undefined]);
  });
}
