import { beforeAll, expect, it } from 'vitest';
import type { Change } from '../../../src/model/document.ts';
import type { DocumentStore } from '../../../src/store/document-store.ts';
import { create, keyed, remove, transaction, update } from '../../support/writes.ts';
import { changesOf, contractState, writeAll } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const WRITERS = 64;

/** Writers that know nothing of each other, on two instances where the store can have two. */
export function concurrencyContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const more: DocumentStore[] = [];
  beforeAll(async () => {
    if (fixture.openAgain !== undefined) more.push(await fixture.openAgain());
  });
  const stores = (): readonly DocumentStore[] => [state.store, ...more];
  const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
    Array.from({ length: count }, (_, index) => make(index));

  it('lets one of 64 writers with the same version win', async () => {
    await state.given({ x: {} });
    const outcomes = await writeAll(
      stores(),
      times(WRITERS, (writer) =>
        transaction([update(state.collection, 'x', { writer }, { ifMatch: [1] })]),
      ),
    );
    const done = outcomes.filter(({ kind }) => kind === 'done');
    expect(done).toHaveLength(1);
    expect(await state.get('x')).toEqual(changesOf(done[0]!)[0]?.document);
    for (const outcome of outcomes.filter((each) => !done.includes(each))) {
      expect(outcome).toMatchObject({
        kind: 'refused',
        refusal: { reason: 'version-mismatch', current: { version: 2 } },
      });
    }
  });

  it('makes one document of 100 requests under one key', async () => {
    const outcomes = await writeAll(
      stores(),
      times(100, (index) =>
        keyed([create(state.collection, `${index}`)], { scope: state.collection }),
      ),
    );
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'repeated')).toHaveLength(99);
    const answers = outcomes.flatMap((each) => (each.kind === 'repeated' ? [each.answer] : []));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await state.list()).total).toBe(1);
  });

  it('creates a document once of as many creations of it', async () => {
    const outcomes = await writeAll(
      stores(),
      times(WRITERS, (writer) => transaction([create(state.collection, 'x', { writer })])),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect((await state.list()).total).toBe(1);
  });

  it('loses none of the updates that set no condition', async () => {
    await state.given({ x: {} });
    const outcomes = await writeAll(
      stores(),
      times(WRITERS, (writer) => transaction([update(state.collection, 'x', { [writer]: 1 })])),
    );
    const versions = outcomes.map((outcome) => changesOf(outcome)[0]?.version ?? 0);
    expect(versions.toSorted((a, b) => a - b)).toEqual(times(WRITERS, (index) => index + 2));
    const { fields } = (await state.get('x'))!;
    expect(Object.keys(JSON.parse(fields.json) as object)).toHaveLength(WRITERS);
  });

  it('does what one asked for in the order of asking', async () => {
    const { collection } = state;
    const outcomes = await writeAll(
      [state.store],
      [
        transaction([create(collection, 'x')]),
        transaction([update(collection, 'x', { size: 1 }, { ifMatch: [1] })]),
        transaction([update(collection, 'x', { size: 2 }, { ifMatch: [1] })]),
        transaction([remove(collection, 'x', { ifMatch: [2] })]),
        transaction([create(collection, 'x')]),
      ],
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'refused', 'done', 'done']);
  });

  it('shows a reader every change once and in order while others write', async () => {
    const { collection } = state;
    const all = stores();
    const reader = all.at(-1)!;
    const from = await state.store.changes.head();
    let isWriting = true;
    const written = Promise.all(
      times(16, async (writer) => {
        const store = all[writer % all.length]!;
        for (let round = 0; round < 12; round += 1) {
          const id = `${writer}-${round}`;
          await store.write(transaction([create(collection, id), update(collection, id)]));
          // Refused, which must leave no hole that a reader waits for or jumps over.
          await store.write(
            transaction([create(collection, `${id}b`), remove(collection, 'none')]),
          );
        }
      }),
    ).finally(() => {
      isWriting = false;
    });
    const seen: Change[] = [];
    let at = from;
    for (let isLast = false; !isLast;) {
      isLast = !isWriting;
      const page = await reader.changes.read(at, 7, {});
      if (page === undefined) throw new Error('changes were dropped');
      seen.push(...page.changes);
      at = page.upTo;
      if (page.changes.length > 0) isLast = false;
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await written;
    expect(seen.map(({ seq }) => seq)).toEqual(times(16 * 12 * 2, (index) => from + index + 1));
    expect((await state.list()).total).toBe(16 * 12);
  }, 60_000);

  it('shows what was written to every instance', async () => {
    await state.given({ x: { name: 'a' } });
    for (const store of stores()) {
      expect(await store.get(state.collection, 'x')).toEqual(await state.get('x'));
    }
  });
}
