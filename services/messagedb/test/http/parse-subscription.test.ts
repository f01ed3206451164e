import { describe, expect, it } from 'vitest';
import { parseSubscription } from '../../src/http/parse-subscription.ts';

type Query = Readonly<Record<string, unknown>>;

const stream = { kind: 'stream', streamName: 'a-1' } as const;
const category = { kind: 'category', category: 'a', consumerGroup: undefined } as const;
const memberOf = (member: number, size: number) => ({
  ...category,
  consumerGroup: { member, size },
});

describe('parseSubscription', () => {
  it.each<[Query, object]>([
    [{ stream: 'a-1' }, { filter: stream, from: 0, replays: true }],
    [
      { stream: 'a-1', position: '7' },
      { filter: stream, from: 7, replays: true },
    ],
    [
      { stream: 'a-1', position: '' },
      { filter: stream, from: 0, replays: true },
    ],
    [
      { stream: 'a-1', position: '-5' },
      { filter: stream, from: 0, replays: true },
    ],
    [{ category: 'a' }, { filter: category, from: 0, replays: true }],
    [
      { category: 'a', position: '42' },
      { filter: category, from: 42, replays: true },
    ],
    [
      { category: 'a', stream: '' },
      { filter: category, from: 0, replays: true },
    ],
    [
      { category: 'a', all: 'false' },
      { filter: category, from: 0, replays: true },
    ],
    [{ category: 'a', consumer: '0', size: '2' }, { filter: memberOf(0, 2) }],
    [
      { category: 'a', consumerGroupMember: '1', consumerGroupSize: '2' },
      { filter: memberOf(1, 2) },
    ],
    [{ category: 'a', consumer: '', size: '' }, { filter: category }],
    [{ all: 'true' }, { filter: { kind: 'all' }, from: 0, replays: false }],
    [
      { all: 'true', position: '9' },
      { filter: { kind: 'all' }, from: 9, replays: false },
    ],
    [
      { all: 'true', catchup: 'true' },
      { filter: { kind: 'all' }, from: 0, replays: true },
    ],
    [
      { all: 'true', catchup: 'false' },
      { filter: { kind: 'all' }, replays: false },
    ],
    // A group is looked at with a category only.
    [{ stream: 'a-1', consumer: '5', size: '2' }, { filter: stream }],
    [{ all: 'true', consumer: 'x' }, { filter: { kind: 'all' } }],
    [{ stream: 'a-1', other: 'x', token: 't' }, { filter: stream }],
  ])('reads %j', (query, expected) => {
    expect(parseSubscription(query, undefined)).toMatchObject(expected);
  });

  it.each<[Query, unknown, number, boolean]>([
    [{ stream: 'a-1' }, '12', 12, true],
    [{ stream: 'a-1', position: '5' }, '12', 12, true],
    [{ stream: 'a-1', position: '12' }, '5', 12, true],
    // What was missed is told, though it began with what was live.
    [{ all: 'true' }, '12', 12, true],
    [{ all: 'true' }, 'x', 0, false],
    [{ stream: 'a-1' }, '-1', 0, true],
    [{ stream: 'a-1' }, '', 0, true],
    [{ stream: 'a-1' }, ['1', '2'], 0, true],
    [{ stream: 'a-1' }, '9'.repeat(30), 0, true],
  ])('goes on: %j after the event id %j', (query, lastEventId, from, replays) => {
    expect(parseSubscription(query, lastEventId)).toMatchObject({ from, replays });
  });

  it.each<[Query, RegExp]>([
    [{}, /exactly one of/],
    [{ stream: '', category: '' }, /exactly one of/],
    [{ all: 'false' }, /exactly one of/],
    [{ all: 'yes' }, /exactly one of/],
    [{ stream: 'a-1', category: 'a' }, /exactly one of/],
    [{ stream: 'a-1', all: 'true' }, /exactly one of/],
    [{ category: 'a', all: 'true' }, /exactly one of/],
    [{ stream: ['a-1', 'a-2'] }, /stream must be given once/],
    [{ stream: 'a-1', position: 'x' }, /position must be a whole number/],
    [{ stream: 'a-1', position: '1.5' }, /position must be a whole number/],
    [{ stream: 'a-1', position: '1e3' }, /position must be a whole number/],
    [{ stream: 'a-1', position: '0x10' }, /position must be a whole number/],
    [{ stream: 'a-1', position: ' 1' }, /position must be a whole number/],
    [{ stream: 'a-1', position: '9007199254740993' }, /position must be a whole number/],
    [{ stream: 'a-1', position: '9'.repeat(400) }, /position must be a whole number/],
    [{ stream: 'a-1', position: ['1', '2'] }, /position must be given once/],
    [{ category: 'a', consumer: '0' }, /must be given together/],
    [{ category: 'a', size: '2' }, /must be given together/],
    [{ category: 'a', consumer: '0', size: '0' }, /size must be 1 or greater/],
    [{ category: 'a', consumer: '0', size: '-1' }, /size must be 1 or greater/],
    [{ category: 'a', consumer: '-1', size: '2' }, /consumer must be 0 or greater/],
    [{ category: 'a', consumer: '2', size: '2' }, /consumer must be less than size/],
    [{ category: 'a', consumer: 'x', size: '2' }, /consumer must be a whole number/],
    [{ category: 'a', consumer: '0', size: '2.5' }, /size must be a whole number/],
    [{ category: 'a', consumerGroupMember: '0' }, /must be given together/],
  ])('refuses %j', (query, reason) => {
    expect(() => parseSubscription(query, undefined)).toThrow(reason);
    try {
      parseSubscription(query, undefined);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_subscription', status: 400 });
    }
  });
});
