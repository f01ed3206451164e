import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex } from '../../src/collections/safe-regex.ts';

const atoms = fc.constantFrom(
  'a',
  'b',
  '.',
  '^',
  '$',
  '[ab]',
  '[^a]',
  'é',
  ...String.raw`\d \D \w \W \s \S \b \. \/ \n \0 [\s-] [a-c\d] [^\n] \u00e9 \u{1F600} \p{Lu}`.split(
    ' ',
  ),
);
const quantifiers = fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '+?');

/** Expressions of all that is understood, quantifiers within quantifiers too. */
const { regex } = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.tuple(atoms, quantifiers).map(([atom, many]) => (isAnchor(atom) ? atom : atom + many)),
    fc.tuple(tie('regex'), tie('regex')).map((both) => both.join('')),
    fc.tuple(tie('regex'), tie('regex')).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(tie('regex'), quantifiers).map(([one, many]) => `(${one})${many}`),
  ),
}));
const isAnchor = (atom: string): boolean => ['^', '$', '\\b'].includes(atom);
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      '1',
      ' ',
      '\u00a0',
      '\n',
      '\u2028',
      '.',
      '/',
      'é',
      'É',
      '😀',
      '-',
    ),
  )
  .map((all) => all.join(''));

function compiled(pattern: string): (given: string) => boolean {
  const one = compileRegex(pattern);
  if (typeof one === 'string') throw new Error(`${pattern} ${one}`);
  return (given) => one.test(given);
}

describe('the regular expressions of schemas', () => {
  it('say what they say in ECMAScript', () => {
    fc.assert(
      fc.property(regex, fc.array(text, { minLength: 1, maxLength: 5 }), (pattern, texts) => {
        const [test, native] = [compiled(pattern), new RegExp(pattern, 'u')];
        for (const one of texts) {
          expect(test(one), `${pattern} on ${JSON.stringify(one)}`).toBe(native.test(one));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['(a+)+$', '(a|a)*b', '(a|aa)+$', '(.*a){25}$', '([a-z]+)*\\d', '^(([a-z])+.)+[A-Z]$'])(
    'take no time that grows faster than the text: %s',
    (pattern) => {
      const test = compiled(pattern);
      const start = performance.now();
      expect(test(`${'a'.repeat(60_000)}!`)).toBe(false);
      // One that tries every way would not end in the life of the universe.
      expect(performance.now() - start).toBeLessThan(5_000);
    },
  );

  it.each([
    ['a'.repeat(1_001), 'longer than 1000'],
    ['(', 'ECMAScript'],
    ['(?i)a', 'ECMAScript'],
    ['\\Qa\\E', 'ECMAScript'],
    ['(?=a)b', 'look-around'],
    ['(?<!a)b', 'look-around'],
    ['(a)\\1', 'references back'],
    ['(?<x>a)\\k<x>', 'references back'],
    ['a{1001}', 'more than 1000'],
    ['(a{100}){100}', 'more than 1000'],
    ['(?:a{0,900}){1}b{0,900}c{0,900}', 'so many repetitions'],
    ['[\\S]', 'brackets'],
    ['\\ud83d\\ude00', 'halves of characters'],
  ])('are refused where they cannot be kept to: %#', (pattern, reason) => {
    expect(compileRegex(pattern)).toContain(reason);
  });
});
