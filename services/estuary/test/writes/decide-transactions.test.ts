import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/document.ts';
import { decideTransactions } from '../../src/writes/decide-transactions.ts';
import type { Transaction, TransactionOutcome, Write } from '../../src/writes/write.ts';
import { anyTransactions } from '../support/any-transactions.ts';
import { MemoryWriteState } from '../support/write-state.ts';
import { answerOf, create, keyed, remove, transaction, update } from '../support/writes.ts';

let state: MemoryWriteState;
beforeEach(() => {
  state = new MemoryWriteState();
});

function decide(...transactions: readonly Transaction[]): readonly TransactionOutcome[] {
  const decision = decideTransactions(transactions, state);
  state.apply(decision);
  return decision.outcomes;
}

const write = (...writes: readonly Write[]): TransactionOutcome =>
  decide(transaction(writes, 1_000))[0] as TransactionOutcome;

function changesOf(outcome: TransactionOutcome | undefined): readonly Change[] {
  if (outcome?.kind !== 'done') throw new Error(`not done, but ${outcome?.kind}`);
  return outcome.changes;
}

describe('a decision about writes', () => {
  it('makes a document of a creation', () => {
    const document = {
      collection: 'a',
      id: 'x',
      version: 1,
      createdSeq: 1,
      createdAt: 1_000,
      updatedAt: 1_000,
      owner: 'ada',
      fields: { name: 'n', json: '{"name":"n","size":1}' },
    };
    expect(write(create('a', 'x', { name: 'n', size: 1 }, 'ada'))).toEqual({
      kind: 'done',
      changes: [
        {
          seq: 1,
          type: 'created',
          collection: 'a',
          id: 'x',
          version: 1,
          owner: 'ada',
          at: 1_000,
          document,
        },
      ],
    });
  });

  it('keeps at an update what is not named, and who owns the document and since when', () => {
    write(create('a', 'x', { name: 'n', size: 1 }, 'ada'));
    const [change] = changesOf(write(update('a', 'x', { size: null, more: [1] })));
    expect(change?.document).toEqual({
      collection: 'a',
      id: 'x',
      version: 2,
      createdSeq: 1,
      createdAt: 1_000,
      updatedAt: 1_001,
      owner: 'ada',
      fields: { name: 'n', json: '{"name":"n","size":null,"more":[1]}' },
    });
  });

  it('tells at a deletion the last version, and no document', () => {
    write(create('a', 'x', {}, 'ada'));
    write(update('a', 'x'));
    expect(changesOf(write(remove('a', 'x')))).toEqual([
      {
        seq: 3,
        type: 'deleted',
        collection: 'a',
        id: 'x',
        version: 2,
        owner: 'ada',
        at: 1_002,
        document: null,
      },
    ]);
    expect(state.document('a', 'x')).toBeUndefined();
  });

  it.each<[string, Write]>([
    ['an update of what is not there', update('a', 'none')],
    ['a deletion of what is not there', remove('a', 'none')],
    ['an update of what is in another collection', update('b', 'x')],
    ['an update of what belongs to another', update('a', 'x', {}, { owner: 'bob' })],
    ['a deletion of what belongs to another', remove('a', 'x', { owner: 'bob' })],
    ['any version of what is not there', update('a', 'none', {}, { ifMatch: 'any' })],
    [
      'a wrong version of what belongs to another',
      update('a', 'x', {}, { ifMatch: [9], owner: 'bob' }),
    ],
  ])('finds nothing for %s', (_, refused) => {
    write(create('a', 'x', {}, 'ada'));
    expect(write(refused)).toEqual({
      kind: 'refused',
      refusal: { index: 0, reason: 'not-found' },
    });
  });

  it('refuses another version than asked for, and tells the one that is there', () => {
    write(create('a', 'x'));
    const current = state.document('a', 'x');
    for (const refused of [
      update('a', 'x', {}, { ifMatch: [2, 3] }),
      remove('a', 'x', { ifMatch: [] }),
    ]) {
      expect(write(refused)).toEqual({
        kind: 'refused',
        refusal: { index: 0, reason: 'version-mismatch', current },
      });
    }
    expect(write(update('a', 'x', {}, { ifMatch: [2, 1] })).kind).toBe('done');
    expect(write(remove('a', 'x', { ifMatch: 'any' })).kind).toBe('done');
  });

  it('refuses to create what is there, and tells it', () => {
    write(create('a', 'x'));
    const current = state.document('a', 'x');
    expect(write(create('a', 'x', { other: 1 }))).toEqual({
      kind: 'refused',
      refusal: { index: 0, reason: 'exists', current },
    });
  });

  it('lets a write see what those before it in its transaction did', () => {
    const changes = changesOf(
      write(
        create('a', 'x', { size: 1 }),
        update('a', 'x', { size: 2 }, { ifMatch: [1] }),
        remove('a', 'x', { ifMatch: [2] }),
        create('a', 'x', { size: 3 }),
      ),
    );
    expect(changes.map(({ seq, type, version }) => [seq, type, version])).toEqual([
      [1, 'created', 1],
      [2, 'updated', 2],
      [3, 'deleted', 2],
      [4, 'created', 1],
    ]);
    expect(state.document('a', 'x')).toMatchObject({
      createdSeq: 4,
      fields: { json: '{"size":3}' },
    });
  });

  it('leaves no trace of a transaction one of whose writes is refused', () => {
    const [refused, done] = decide(
      transaction([create('a', 'x'), create('a', 'y'), update('a', 'none')], 5_000),
      transaction([create('a', 'x')], 1_000),
    );
    expect(refused).toEqual({ kind: 'refused', refusal: { index: 2, reason: 'not-found' } });
    expect(changesOf(done)).toMatchObject([{ seq: 1, at: 1_000 }]);
    expect(state.document('a', 'y')).toBeUndefined();
  });
});

describe('times', () => {
  it('do not run back along the sequence when the clock does', () => {
    const changes = [5_000, 4_000, 5_001].flatMap((at, index) =>
      changesOf(decide(transaction([create('a', `${index}`)], at))[0]),
    );
    expect(changes.map(({ at }) => at)).toEqual([5_000, 5_000, 5_001]);
  });

  it('do not run back within one transaction', () => {
    write(create('a', 'x'));
    const changes = changesOf(
      write(update('a', 'x'), update('a', 'x'), create('a', 'y'), update('a', 'y')),
    );
    expect(changes.map(({ at }) => at)).toEqual([1_001, 1_002, 1_002, 1_003]);
  });
});

describe('an idempotency key', () => {
  const request = { scope: 's', at: 1_000, ttl: 100 };

  it('answers a repeat with what the first was answered, and does nothing', () => {
    const [first] = decide(keyed([create('a', 'x')], request));
    expect(decide(keyed([create('a', 'x')], request))).toEqual([
      { kind: 'repeated', answer: answerOf({ kind: 'done', changes: changesOf(first) }) },
    ]);
    expect(state.head).toBe(1);
  });

  it('answers a repeat within the same group', () => {
    const same = keyed([create('a', 'x')], request);
    expect(decide(same, same).map(({ kind }) => kind)).toEqual(['done', 'repeated']);
  });

  it('keeps a refusal as well', () => {
    decide(keyed([update('a', 'x')], request));
    write(create('a', 'x'));
    expect(decide(keyed([update('a', 'x')], request))).toMatchObject([
      { kind: 'repeated', answer: { status: 409 } },
    ]);
  });

  it('refuses another body, whatever became of the first', () => {
    decide(keyed([create('a', 'x')], request));
    const other = keyed([create('a', 'y')], { ...request, fingerprint: 'g' });
    expect(decide(other)).toEqual([{ kind: 'key-reused' }]);
    expect(state.head).toBe(1);
  });

  it('is forgotten when it has expired', () => {
    decide(keyed([create('a', 'x')], request));
    const later = keyed([create('a', 'y')], { ...request, fingerprint: 'g', at: 1_100 });
    expect(decide(later).map(({ kind }) => kind)).toEqual(['done']);
    expect(state.kept('s')).toMatchObject({ fingerprint: 'g', expiresAt: 1_200 });
  });

  it('does not reach into another scope', () => {
    decide(keyed([create('a', 'x')], request));
    const other = keyed([create('a', 'x')], { ...request, scope: 't' });
    expect(decide(other).map(({ kind }) => kind)).toEqual(['refused']);
  });
});

describe('any transactions', () => {
  const groups = anyTransactions(['a', 'b'], 1_000);

  it('are decided in a group as they are one by one', () => {
    fc.assert(
      fc.property(groups, groups, (before, group) => {
        const together = new MemoryWriteState();
        const apart = new MemoryWriteState();
        for (const each of [together, apart]) each.apply(decideTransactions(before, each));
        const decision = decideTransactions(group, together);
        const single = group.map((one) => {
          const alone = decideTransactions([one], apart);
          apart.apply(alone);
          return alone;
        });
        expect(decision.outcomes).toEqual(single.flatMap(({ outcomes }) => outcomes));
        expect(decision.changes).toEqual(single.flatMap(({ changes }) => changes));
        expect(decision.kept).toEqual(new Map(single.flatMap(({ kept }) => [...kept])));
      }),
    );
  });

  it('number changes without gaps, with times that never run back and versions that grow by one', () => {
    fc.assert(
      fc.property(groups, groups, (before, group) => {
        const known = new MemoryWriteState();
        const first = decideTransactions(before, known);
        known.apply(first);
        const changes = [...first.changes, ...decideTransactions(group, known).changes];
        expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
        const times = changes.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((left, right) => left - right));
        checkLives(changes);
      }),
    );
  });
});

/** Each document is created, updated and deleted in this order, and its time grows each time. */
function checkLives(changes: readonly Change[]): void {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const { collection, id, type, version, at, document, owner } = change;
    const before = last.get(`${collection}/${id}`);
    const isThere = before !== undefined && before.type !== 'deleted';
    expect(isThere).toBe(type !== 'created');
    if (before !== undefined && isThere) {
      expect(at).toBeGreaterThan(before.document?.updatedAt ?? at);
      expect(version).toBe(before.version + (type === 'updated' ? 1 : 0));
      expect(owner).toBe(before.owner);
    } else expect(document?.version).toBe(version);
    if (type === 'updated') expect(document?.updatedAt).toBe(at);
    if (type === 'created') {
      // Earlier where it was restored.
      expect(document?.updatedAt).toBeLessThanOrEqual(at);
      expect(document?.createdAt).toBeLessThanOrEqual(document?.updatedAt ?? 0);
    }
    last.set(`${collection}/${id}`, change);
  }
}
