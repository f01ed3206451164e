import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Append, AppendOutcome, GroupState, StoredMessage } from '../../src/append/append.ts';
import { decideGroup } from '../../src/append/decide-group.ts';
import type { PlacedMessage } from '../../src/model/message.ts';
import { write } from '../support/messages.ts';

const nothing: GroupState = { head: 0, versions: new Map(), stored: new Map() };

describe('decideGroup', () => {
  it('lets an append see what those before it write', () => {
    const { outcomes, messages } = decideGroup(
      [write('a-1', {}, -1), write('a-1', {}, 0), write('a-1', {}, 0)],
      nothing,
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'written', 'conflict']);
    expect(messages.map(({ position, globalPosition }) => [position, globalPosition])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('does not look for an id that was made here', () => {
    const [first] = write('a-1', { id: 'x' }).messages;
    const stored = new Map([['x', { ...placed(first!, 'b-1', 0, 1) }]]);
    const made = { ...first!, isIdGiven: false };
    const append = { streamName: 'a-1', messages: [made], expectedVersion: undefined };
    expect(decideGroup([append], { ...nothing, head: 1, stored }).outcomes).toEqual([
      { kind: 'written', position: 0, globalPosition: 2 },
    ]);
  });

  it('gives no number to what it refuses', () => {
    const { outcomes } = decideGroup([write('a-1', {}, 4), write('b-1')], { ...nothing, head: 9 });
    expect(outcomes[1]).toEqual({ kind: 'written', position: 0, globalPosition: 10 });
  });

  it('decides as if each append had been alone, whatever the groups are', () => {
    fc.assert(
      fc.property(fc.array(fc.array(appends, { maxLength: 6 }), { maxLength: 6 }), (groups) => {
        const grouped = new Model();
        const alone = new Model();
        const together = groups.flatMap((group) => grouped.append(group));
        const separate = groups.flat().flatMap((append) => alone.append([append]));
        expect(together).toEqual(separate);
        expect(grouped.messages).toEqual(alone.messages);
        checkPlaces(grouped.messages);
      }),
      { numRuns: 500 },
    );
  });

  it('decides alone as the contract says', () => {
    fc.assert(
      fc.property(fc.array(appends, { maxLength: 12 }), (list) => {
        const model = new Model();
        for (const append of list) {
          const expected = bySpecification(model.messages, append);
          expect(model.append([append])).toEqual([expected]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Few streams, ids, versions and contents, so that they meet. */
const messages = fc
  .record({
    id: fc.constantFrom('id-1', 'id-2', 'id-3', 'id-4'),
    isIdGiven: fc.constant(true),
    type: fc.constantFrom('Opened', 'Closed'),
    data: fc.constantFrom('{"a":1,"b":2}', '{"b":2,"a":1}', '{"a":2}'),
    metadata: fc.constant(null),
    correlation: fc.constant(null),
  })
  .chain((message) =>
    fc.boolean().map((isGiven) => (isGiven ? message : { ...message, ...freshId() })),
  );

let made = 0;
function freshId(): { id: string; isIdGiven: boolean } {
  made += 1;
  return { id: `fresh-${made}`, isIdGiven: true };
}

const appends: fc.Arbitrary<Append> = fc.record({
  streamName: fc.constantFrom('a-1', 'a-2', 'b'),
  messages: fc.array(messages, { minLength: 1, maxLength: 3 }),
  expectedVersion: fc.constantFrom(undefined, undefined, -1, 0, 1, 2),
});

/** A store that decides by `decideGroup`. */
class Model {
  readonly messages: PlacedMessage[] = [];

  append(group: readonly Append[]): readonly AppendOutcome[] {
    const decision = decideGroup(group, {
      head: this.messages.length,
      versions: new Map(this.messages.map(({ streamName, position }) => [streamName, position])),
      stored: new Map(this.messages.map((message) => [message.id, message])),
    });
    this.messages.push(...decision.messages);
    return decision.outcomes;
  }
}

/** Contract §6.2–§6.6 again, for one append and as plainly as can be. */
function bySpecification(stored: readonly PlacedMessage[], append: Append): AppendOutcome {
  const { streamName, expectedVersion } = append;
  const ids = append.messages.map(({ id }) => id);
  const taken = ids.find((id) => stored.some((each) => each.id === id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (taken !== undefined) {
    const start = stored.find(({ id }) => id === ids[0]);
    const run = stored
      .filter((each) => each.streamName === streamName)
      .slice(start?.position, (start?.position ?? 0) + ids.length);
    const isSame =
      start?.streamName === streamName &&
      run.length === ids.length &&
      run.every((each, index) => {
        const given = append.messages[index]!;
        return each.id === given.id && each.type === given.type && same(each, given);
      });
    const last = run.at(-1);
    return isSame && last !== undefined
      ? { kind: 'repeated', position: last.position, globalPosition: last.globalPosition }
      : { kind: 'id-taken', id: taken };
  }
  if (twice !== undefined) return { kind: 'id-taken', id: twice };
  const actual = stored.filter((each) => each.streamName === streamName).length - 1;
  if (expectedVersion !== undefined && expectedVersion !== actual) {
    return { kind: 'conflict', expected: expectedVersion, actual };
  }
  return {
    kind: 'written',
    position: actual + ids.length,
    globalPosition: stored.length + ids.length,
  };
}

function same(left: { readonly data: string }, right: { readonly data: string }): boolean {
  const sorted = ({ data }: { readonly data: string }) =>
    JSON.stringify(Object.entries(JSON.parse(data) as object).toSorted());
  return sorted(left) === sorted(right);
}

function checkPlaces(all: readonly PlacedMessage[]): void {
  expect(all.map(({ globalPosition }) => globalPosition)).toEqual(all.map((_, at) => at + 1));
  const next = new Map<string, number>();
  for (const { streamName, position } of all) {
    expect(position).toBe(next.get(streamName) ?? 0);
    next.set(streamName, position + 1);
  }
}

function placed(
  message: Append['messages'][number],
  streamName: string,
  position: number,
  globalPosition: number,
): StoredMessage {
  return { ...message, streamName, position, globalPosition };
}
