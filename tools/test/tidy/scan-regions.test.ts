import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank, lineAt, scanRegions } from '../../tidy/scan-regions.ts';

const comments = (source: string): string => blank(source, ['comment']);
const code = (source: string): string => blank(source, ['comment', 'text']);

describe('blanking comments', () => {
  it('keeps lines and columns', () => {
    expect(comments('a /* b\n c */ d // e\nf')).toBe('a     \n      d     \nf');
  });

  it.each([
    [`'// not'`],
    [`"/* not */"`],
    ['`// ${a} not`'],
    ['/[/]\\/\\/ not/.test(a)'],
    [`'it\\'s // not'`],
  ])('leaves %s alone', (source) => {
    expect(comments(source)).toBe(source);
  });

  it('finds the comment inside the expression of a template', () => {
    expect(comments('`a ${b /* c */} // d`')).toBe('`a ${b        } // d`');
  });

  it('blanks the line that names the interpreter', () => {
    expect(comments('#!/usr/bin/env node\na')).toBe('                   \na');
  });
});

describe('blanking text', () => {
  it('keeps the quotes of strings and the code inside templates', () => {
    expect(code("f('abc', `d ${g({ h: `i` })} j`)")).toBe("f('   ', `  ${g({ h: ` ` })}  `)");
  });

  it('takes a slash after a value for a division', () => {
    expect(code('a / b; c(d) / e; f[0] / g')).toBe('a / b; c(d) / e; f[0] / g');
  });

  it('takes a slash after an operator or a keyword for a regular expression', () => {
    expect(code('a = /b/; return /"/;')).toBe('a =    ; return    ;');
    expect(code('f(/* first */ /"/, b)')).toBe('f(               , b)');
  });

  it('ends an unclosed string with its line', () => {
    expect(code("'abc\ndef")).toBe("'   \ndef");
  });
});

describe('any text at all', () => {
  it('gives regions in order, inside the text, that do not overlap', () => {
    const pieces = fc.constantFrom('/', '*', '"', "'", '`', '$', '{', '}', '\\', '\n', 'a', ' ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const source = parts.join('');
        let end = 0;
        for (const region of scanRegions(source)) {
          expect(region.start).toBeGreaterThanOrEqual(end);
          expect(region.end).toBeGreaterThanOrEqual(region.start);
          end = region.end;
        }
        expect(end).toBeLessThanOrEqual(source.length);
        expect(blank(source, ['comment', 'text'])).toHaveLength(source.length);
      }),
    );
  });
});

describe('the line of a character', () => {
  it('is counted from 1', () => {
    expect([0, 1, 2, 3].map((index) => lineAt('a\nb\n', index))).toEqual([1, 1, 2, 2]);
  });
});
