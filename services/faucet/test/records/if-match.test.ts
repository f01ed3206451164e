import { expect, it } from 'vitest';
import { parseIfMatch } from '../../src/records/if-match.ts';

it('If-Match names tags, of which weak ones equal none', () => {
  expect(parseIfMatch(' * ')).toBe('any');
  expect(parseIfMatch('"a"')).toEqual(new Set(['"a"']));
  expect(parseIfMatch('"a,b" , W/"c","d"')).toEqual(new Set(['"a,b"', '"d"']));
  for (const nothing of ['', 'a', '"a', 'W/"a"']) expect(parseIfMatch(nothing)).toEqual(new Set());
});
