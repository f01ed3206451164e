import { expect, it } from 'vitest';
import { Recent } from '../src/recent.ts';

const letters = (weightMax: number) => new Recent<string, string>(weightMax, (text) => text.length);

it('keeps what is used, and drops what is not, as more comes', () => {
  const recent = letters(8);
  recent.set('used', 'a');
  recent.set('unused', 'b');
  for (const key of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) {
    expect(recent.get('used')).toBe('a');
    recent.set(key, 'x');
  }
  expect(recent.get('unused')).toBeUndefined();
  expect(recent.get('9')).toBe('x');
});

it('never gives what was replaced or deleted, of whatever age', () => {
  const recent = letters(4);
  recent.set('a', '1');
  recent.set('b', '1');
  recent.set('c', '1');
  recent.set('a', '2');
  expect(recent.get('a')).toBe('2');
  recent.delete('a');
  recent.delete('b');
  expect([recent.get('a'), recent.get('b')]).toEqual([undefined, undefined]);
  recent.clear();
  expect(recent.get('c')).toBeUndefined();
});

it('keeps the last even if it is larger than the room', () => {
  const recent = letters(4);
  recent.set('a', 'x');
  recent.set('large', 'x'.repeat(100));
  expect(recent.get('large')).toHaveLength(100);
});
