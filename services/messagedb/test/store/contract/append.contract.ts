import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideGroup } from '../../../src/append/decide-group.ts';
import { retryGroup } from '../../../src/append/retry-group.ts';
import { message, write } from '../../support/messages.ts';
import { headOf, logIn } from '../../support/stored.ts';
import { contractState, rowsOf } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const id = '12345678-1234-1234-1234-123456789abc';
const otherId = '22345678-1234-1234-1234-123456789abc';

export function appendContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const stream = async (streamName: string) =>
    rowsOf(await state.log.readStream({ streamName, by: 'position', from: 0, limit: 1000 }));

  it('counts positions by stream from 0, and global positions from 1', async () => {
    expect(await state.append(write('a-1'), write('b-1'), write('a-1'))).toEqual([
      { kind: 'written', position: 0, globalPosition: 1 },
      { kind: 'written', position: 0, globalPosition: 2 },
      { kind: 'written', position: 1, globalPosition: 3 },
    ]);
    expect(await state.append(write('a-1'))).toEqual([
      { kind: 'written', position: 2, globalPosition: 4 },
    ]);
    expect([await state.log.version('a-1'), await headOf(state.log)]).toEqual([2, 4]);
  });

  it('tells what was before a group, and what it wrote', async () => {
    await state.fill('a-1', 'a-1');
    const group = await state.log.append([write('b-1'), write('a-1', {}, 7), write('a-1')]);
    expect(group.previousHead).toBe(2);
    expect(
      group.messages.map(({ streamName, position, globalPosition }) => [
        streamName,
        position,
        globalPosition,
      ]),
    ).toEqual([
      ['b-1', 0, 3],
      ['a-1', 2, 4],
    ]);
  });

  it('refuses another version than expected, and leaves no gap', async () => {
    expect(
      await state.append(
        write('a-1', {}, -1),
        write('a-1', {}, -1),
        write('a-1', {}, 0),
        write('a-1', {}, 0),
        write('none-1', {}, 0),
        write('a-1'),
      ),
    ).toEqual([
      { kind: 'written', position: 0, globalPosition: 1 },
      { kind: 'conflict', expected: -1, actual: 0 },
      { kind: 'written', position: 1, globalPosition: 2 },
      { kind: 'conflict', expected: 0, actual: 1 },
      { kind: 'conflict', expected: 0, actual: -1 },
      { kind: 'written', position: 2, globalPosition: 3 },
    ]);
  });

  it('answers a repeated id with the first positions, whatever version is expected', async () => {
    const first = write('a-1', { id, body: { a: 1, b: [2, { c: null }] } }, -1);
    await state.append(first, write('a-1'));
    const repeated = { kind: 'repeated', position: 0, globalPosition: 1 };
    expect(
      await state.append(
        first,
        write('a-1', { id, body: { b: [2, { c: null }], a: 1 } }, 9),
        write('a-1', { id, data: '{ "a": 1.0, "b": [2, {"c": null}] }' }),
      ),
    ).toEqual([repeated, repeated, repeated]);
    expect(await stream('a-1')).toHaveLength(2);
  });

  it('answers a repeat inside one group, whose first write is not committed yet', async () => {
    const first = write('a-1', { id, body: { a: 1 } }, -1);
    expect(await state.append(first, first)).toEqual([
      { kind: 'written', position: 0, globalPosition: 1 },
      { kind: 'repeated', position: 0, globalPosition: 1 },
    ]);
  });

  it('refuses an id that another message has', async () => {
    await state.append(write('a-1', { id, body: { a: 1 } }));
    const taken = { kind: 'id-taken', id };
    expect(
      await state.append(
        write('a-2', { id, body: { a: 1 } }),
        write('a-1', { id, body: { a: 2 } }),
        write('a-1', { id, body: { a: 1 }, type: 'Other' }),
      ),
    ).toEqual([taken, taken, taken]);
    expect(await headOf(state.log)).toBe(1);
  });

  it('writes a batch at consecutive positions, or nothing of it', async () => {
    await state.fill('a-1');
    const batch = (expectedVersion?: number) => ({
      streamName: 'a-1',
      messages: [message(), message(), message()],
      expectedVersion,
    });
    expect(await state.append(batch(5), batch(0), write('b-1'))).toEqual([
      { kind: 'conflict', expected: 5, actual: 0 },
      { kind: 'written', position: 3, globalPosition: 4 },
      { kind: 'written', position: 0, globalPosition: 5 },
    ]);
  });

  it('takes a repeated batch for what it is, and a half known one for a clash', async () => {
    const batch = {
      streamName: 'a-1',
      messages: [message({ id }), message({ id: otherId })],
      expectedVersion: -1,
    };
    const fresh = message({ id: '32345678-1234-1234-1234-123456789abc' });
    await state.append(batch);
    expect(
      await state.append(
        batch,
        { ...batch, messages: [...batch.messages, fresh] },
        {
          ...batch,
          messages: batch.messages.toReversed(),
        },
      ),
    ).toEqual([
      { kind: 'repeated', position: 1, globalPosition: 2 },
      { kind: 'id-taken', id },
      { kind: 'id-taken', id: otherId },
    ]);
  });

  it('refuses a batch that uses an id twice', async () => {
    const twice = message({ id });
    const append = { streamName: 'a-1', messages: [twice, twice], expectedVersion: undefined };
    expect(await state.append(append)).toEqual([{ kind: 'id-taken', id }]);
    expect(await headOf(state.log)).toBe(0);
  });

  it('stores a group once that is asked for again because its answer was lost', async () => {
    const batch = { streamName: 'b-1', messages: [message(), message()], expectedVersion: -1 };
    const group = [
      write('a-1'),
      write('a-1', {}, 0),
      write('a-1', {}, 7),
      batch,
      write('c-1', { id }),
    ];
    const first = await state.log.append(group);
    await state.fill('a-1');
    const again = await state.log.append(retryGroup(group));
    expect(again.messages).toEqual([]);
    expect(again.outcomes).toEqual(
      first.outcomes.map((outcome) =>
        outcome.kind === 'written' ? { ...outcome, kind: 'repeated' } : { ...outcome, actual: 2 },
      ),
    );
    expect(await headOf(state.log)).toBe(6);
  });

  it('numbers any groups as the pure decision does', async () => {
    const appends = fc.record({
      streamName: fc.constantFrom('a-1', 'a-2', 'b-1'),
      messages: fc.array(fc.constant(undefined), { minLength: 1, maxLength: 3 }),
      expectedVersion: fc.option(fc.integer({ min: -1, max: 4 }), { nil: undefined, freq: 1 }),
    });
    const groups = fc.array(fc.array(appends, { minLength: 1, maxLength: 5 }), { maxLength: 4 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(groups, async (list) => {
        run += 1;
        let { head } = await state.log.state();
        const versions = new Map<string, number>();
        for (const shapes of list) {
          const group = shapes.map(({ streamName, messages, expectedVersion }) => ({
            streamName: `${run}${streamName}`,
            messages: messages.map(() => message()),
            expectedVersion,
          }));
          const decision = decideGroup(group, { head, versions, stored: new Map() });
          expect(await state.log.append(group)).toEqual({ ...decision, previousHead: head });
          for (const { streamName, position, globalPosition } of decision.messages) {
            versions.set(streamName, position);
            head = globalPosition;
          }
          expect((await state.log.state()).head).toBe(head);
        }
        for (const [streamName, version] of versions) {
          const rows = await stream(streamName);
          expect(rows.map((row) => row[2])).toEqual([...Array(version + 1).keys()]);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keeps ids apart by namespace', async () => {
    await state.append(write('a-1', { id }));
    const other = `${state.namespace}-other`;
    await state.store.namespaces.create({
      id: other,
      tokenHash: 'e'.repeat(64),
      description: '',
      metadata: null,
      createdAt: new Date(),
    });
    const { outcomes } = await (await logIn(state.store, other)).append([write('b-1', { id })]);
    expect(outcomes).toEqual([{ kind: 'written', position: 0, globalPosition: 1 }]);
  });

  it('sets times that never run backwards along the log', async () => {
    for (let round = 0; round < 5; round += 1) await state.fill('a-1', 'b-1');
    const page = await state.log.readCategory({
      category: '',
      from: 1,
      limit: 100,
      correlation: undefined,
      consumerGroup: undefined,
    });
    const times = rowsOf(page).map((row) => String(row[7]));
    expect(times).toEqual(times.toSorted());
    for (const time of times) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z$/);
      expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
    }
  });
}
