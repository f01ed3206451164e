import { describe, expect, it } from 'vitest';
import { applyPatch, fieldsOf } from '../../src/writes/apply-patch.ts';

describe('the fields of an object', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ name: 'a' }, 'a'],
    [{ name: '' }, ''],
    [{}, ''],
    [{ name: null }, ''],
    [{ name: 7 }, ''],
    [{ name: ['a'] }, ''],
    [{ name: 'a\u0000b' }, 'a\u0000b'],
  ])('%j have the name %j', (object, name) => {
    expect(fieldsOf(object)).toEqual({ name, json: JSON.stringify(object) });
  });

  it('have of a long name its first 255 characters, and all of it in the JSON', () => {
    const name = `${'\u{1F600}'.repeat(255)}more`;
    const fields = fieldsOf({ name });
    expect(fields.name).toBe('\u{1F600}'.repeat(255));
    expect(JSON.parse(fields.json)).toEqual({ name });
  });
});

describe('a patch', () => {
  it('sets members, in their places, and merges nothing below them', () => {
    const fields = fieldsOf({ name: 'a', data: { x: 1, y: 2 }, z: 3 });
    expect(applyPatch(fields, { data: { x: 9 }, more: 1 })).toEqual({
      name: 'a',
      json: '{"name":"a","data":{"x":9},"z":3,"more":1}',
    });
  });

  it('takes names that objects have by birth for names like any other', () => {
    const before = fieldsOf(JSON.parse('{"__proto__":{"a":1},"constructor":1}') as never);
    const patch = JSON.parse('{"__proto__":{"polluted":true},"toString":2}') as never;
    const { json } = applyPatch(before, patch);
    expect(json).toBe('{"__proto__":{"polluted":true},"constructor":1,"toString":2}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
