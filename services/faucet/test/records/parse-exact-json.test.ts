import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, jsonText } from '../../src/records/cell-of.ts';
import { parseExactJson } from '../../src/records/parse-exact-json.ts';
import { caught } from '../query/caught.ts';

describe('JSON of a body', () => {
  it('loses no digit of any number', () => {
    const cell = (text: string): unknown => cellOf(parseExactJson(text));
    expect(cell('1')).toBe(1);
    expect(cell('1.5')).toBe(1.5);
    for (const text of [
      '9223372036854775807',
      '-9007199254740993',
      '0.12345678901234567',
      '123456789012345678901234567890.5',
      '1e400',
    ]) {
      expect(cell(text), text).toEqual({ kind: 'number', text });
    }
    expect(cell('[1, 9007199254740993, {"a": null}]')).toEqual({
      kind: 'json',
      text: '[1,9007199254740993,{"a":null}]',
    });
  });

  it('is written back as it was read', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(jsonText(parseExactJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('that is none is refused without quoting it', () => {
    for (const text of ['', '{', '{"secret": 12', '[1,]', "{'a':1}", '1234567890123456789x']) {
      expect(caught(() => parseExactJson(text))).toEqual({
        code: 'invalid_body',
        message: 'Invalid request body: it is not valid JSON',
      });
    }
  });

  it('may be nested deeper than the stack without harm', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(caught(() => cellOf(parseExactJson(deep))).code).toBe('invalid_body');
    expect(caught(() => cellOf(parseExactJson(`[1234567890123456789,${deep}]`))).code).toBe(
      'invalid_body',
    );
  });
});
