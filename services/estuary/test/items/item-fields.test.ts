import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldProblem } from '../../src/faults.ts';
import { readItemPatch, readNewItem } from '../../src/items/item-fields.ts';

const problemsOf = (read: () => unknown): readonly FieldProblem[] => {
  try {
    read();
  } catch (error) {
    return (error as { context: { problems: readonly FieldProblem[] } }).context.problems;
  }
  return [];
};
const refused = (body: Record<string, unknown>) =>
  problemsOf(() => readNewItem(body)).map(({ field, code }) => `${field} ${code}`);

describe('fields of an item', () => {
  it('are trimmed, and a blank description is none', () => {
    expect(readNewItem({ name: '\u3000 Widget\t', description: '  ' })).toEqual({
      name: 'Widget',
      description: null,
    });
  });

  it.each([
    [{}, ['name required']],
    [{ name: null }, ['name type']],
    [{ name: 7, description: 7 }, ['name type', 'description type']],
    [{ name: ' \u00a0 ' }, ['name length']],
    [{ name: 'x'.repeat(256) }, ['name length']],
    [{ name: 'x', description: 'x'.repeat(1001) }, ['description length']],
    [{ name: 'a\ud800' }, ['name encoding']],
  ])('are refused with every problem: %j', (body, expected) => {
    expect(refused(body)).toEqual(expected);
  });

  it('are counted in characters, not in units of UTF-16', () => {
    const name = '🌊'.repeat(255);
    const description = '🌊'.repeat(1000);
    expect(readNewItem({ name, description })).toEqual({ name, description });
    expect(refused({ name: `${name}🌊` })).toEqual(['name length']);
  });

  it('of others, and those the server sets, are ignored', () => {
    const body = JSON.parse('{"name":"x","id":"1","created_at":"y","__proto__":{"a":1},"z":2}');
    const item = readNewItem(body as Record<string, unknown>);
    expect(Object.keys(item)).toEqual(['name', 'description']);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  it('stay where an update does not send them, and null clears a description only', () => {
    expect(readItemPatch({})).toEqual({});
    expect(readItemPatch({ description: null })).toEqual({ description: null });
    expect(readItemPatch({ description: ' ' })).toEqual({ description: null });
    expect(problemsOf(() => readItemPatch({ name: null }))).toHaveLength(1);
  });

  it('are always within their bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const problems = refused({ name });
        const length = [...name.trim()].length;
        expect(problems.includes('name length')).toBe(length < 1 || length > 255);
      }),
    );
  });
});
