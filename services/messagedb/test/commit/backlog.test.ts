import { expect, it } from 'vitest';
import { Backlog } from '../../src/commit/backlog.ts';

it('takes what there is room for, in it and in the whole', () => {
  const whole = new Backlog({ appends: 4, characters: 100 });
  const [one, other] = [1, 2].map(() => new Backlog({ appends: 3, characters: 60 }, whole));
  expect([60, 1].map((size) => one?.enter(size))).toEqual([true, false]);
  expect([40, 1].map((size) => other?.enter(size))).toEqual([true, false]);
  one?.leave(60);
  expect([1, 1, 1].map((size) => other?.enter(size))).toEqual([true, true, false]);
  expect([1, 1].map((size) => one?.enter(size))).toEqual([true, false]);
});

it('counts nothing that it has refused', () => {
  const whole = new Backlog({ appends: 9, characters: 10 });
  const one = new Backlog({ appends: 9, characters: 100 }, whole);
  expect([6, 6, 6, 4].map((size) => one.enter(size))).toEqual([true, false, false, true]);
});

it('takes what is larger than it when nothing else waits, and nothing beside it', () => {
  const backlog = new Backlog({ appends: 9, characters: 10 });
  expect([11, 1].map((size) => backlog.enter(size))).toEqual([true, false]);
  backlog.leave(11);
  expect(backlog.enter(10)).toBe(true);
});
