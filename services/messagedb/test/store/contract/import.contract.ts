import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { storedNameBytesMax } from '../../../src/model/limits.ts';
import type { ImportedMessage } from '../../../src/store/message-store.ts';
import { parseInstant } from '../../../src/transfer/instant.ts';
import { message, write } from '../../support/messages.ts';
import { headOf } from '../../support/stored.ts';
import { contractState, readAll } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

export function importContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const imported = (
    streamName: string,
    position: number,
    globalPosition: number,
    id?: string,
  ): ImportedMessage => ({
    ...message(id === undefined ? {} : { id }),
    streamName,
    position,
    globalPosition,
    time: '2025-01-15T10:30:00.123Z',
  });
  const all = () =>
    readAll(
      (from, limit) =>
        state.log.readCategory({
          category: '',
          from,
          limit,
          correlation: undefined,
          consumerGroup: undefined,
        }),
      1,
    );

  it('keeps places, gaps and times', async () => {
    await state.log.importMessages([imported('a-1', 3, 70), imported('b-1', 0, 20)]);
    expect((await all()).map((row) => [row[1], row[3], row[4]])).toEqual([
      ['b-1', 0, 20],
      ['a-1', 3, 70],
    ]);
    const times = (await all()).map((row) => new Date(String(row[7])).toISOString());
    expect(new Set(times)).toEqual(new Set(['2025-01-15T10:30:00.123Z']));
  });

  it('keeps every time that a record may bring, from the first year to the last', async () => {
    const times = ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999999Z'];
    for (const [index, text] of times.entries()) {
      const time = parseInstant(text) ?? 'refused';
      await state.log.importMessages([{ ...imported('a-1', index, index + 1), time }]);
    }
    const kept = (await all()).map((row) => String(row[7]));
    expect(kept.map((time) => time.replace('.000000', '.000'))).toEqual(times);
    // What no store could keep does not come so far.
    expect(parseInstant('0000-01-01T00:00:00Z')).toBeUndefined();
  });

  it('keeps the longest names that a record may bring, and messages without data', async () => {
    // Random, so that no index has them smaller than they are.
    const name = randomBytes(storedNameBytesMax / 2).toString('hex');
    const long = { ...imported(name, 0, 1), type: name.repeat(10), correlation: 'x'.repeat(1024) };
    await state.log.importMessages([long, { ...imported('a-1', 0, 2), data: 'null' }]);
    expect((await all()).map((row) => [row[1], row[2], row[5]])).toEqual([
      [name, long.type, {}],
      ['a-1', 'Happened', null],
    ]);
    expect(await state.log.version(name)).toBe(0);
    expect(await state.log.lastMessage('a-1', undefined)).toContain(',null,null,');
  });

  it('goes on after the greatest places, whatever order the batches came in', async () => {
    await state.log.importMessages([imported('a-1', 3, 70)]);
    await state.log.importMessages([imported('a-1', 1, 10)]);
    expect(await state.append(write('a-1', {}, 3), write('c-1'))).toEqual([
      { kind: 'written', position: 4, globalPosition: 71 },
      { kind: 'written', position: 0, globalPosition: 72 },
    ]);
  });

  it('refuses places and ids that are taken, and stores nothing of the batch', async () => {
    const id = '12345678-1234-1234-1234-123456789abc';
    await state.log.importMessages([imported('a-1', 0, 5, id)]);
    const fresh = imported('b-1', 0, 6);
    for (const clash of [imported('c-1', 0, 5), imported('a-1', 0, 7), imported('c-1', 0, 7, id)]) {
      await expect(async () => state.log.importMessages([fresh, clash])).rejects.toMatchObject({
        code: 'position_exists',
      });
    }
    expect(await all()).toHaveLength(1);
  });

  it('answers a repeated id of an imported message', async () => {
    const id = '12345678-1234-1234-1234-123456789abc';
    const first = imported('a-1', 4, 9, id);
    await state.log.importMessages([first]);
    const [outcome] = await state.append(write('a-1', { id, type: first.type, data: first.data }));
    expect(outcome).toEqual({ kind: 'repeated', position: 4, globalPosition: 9 });
  });

  it('clears, and begins again at 1', async () => {
    await state.fill('a-1', 'a-1');
    await state.log.clear();
    expect([await headOf(state.log), await state.log.version('a-1')]).toEqual([0, undefined]);
    expect(await state.append(write('a-1'))).toEqual([
      { kind: 'written', position: 0, globalPosition: 1 },
    ]);
  });
}
