import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaProblems } from '../../src/collections/check-schema.ts';
import { compileSchema } from '../../src/collections/compile-schema.ts';
import type { Schema } from '../../src/collections/subschemas.ts';

const fieldsAndCodes = (schema: Schema): string[] =>
  schemaProblems(schema).map(({ field, code }) => `${field} ${code}`);

/** A chain of schemas, each of which is about the value of the one before twice. */
const doubling = {
  $ref: '#/$defs/n',
  $defs: { n: { items: { allOf: [{ $ref: '#/$defs/n' }, { $ref: '#/$defs/n' }] } } },
};
const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);

describe('a schema that is declared', () => {
  it.each<[string, Schema]>([
    [' size', { description: 'x'.repeat(65_536) }],
    [' size', { allOf: Array.from({ length: 1_000 }, () => ({})) }],
    ['/$schema $schema', { $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['/items/$id $id', { items: { $id: 'https://example.org/x' } }],
    ['/format format', { format: 'color' }],
    ['/not/enum enum', { not: { enum: [] } }],
    ['/patern keyword', { patern: 'a' }],
    ['/$anchor keyword', { $anchor: 'a' }],
    ['/$dynamicRef keyword', { $dynamicRef: '#a' }],
    [
      '/items/properties/a~1b/pattern pattern',
      { items: { properties: { 'a/b': { pattern: '(' } } } },
    ],
    ['/patternProperties/(?=a) patternProperties', { patternProperties: { '(?=a)': true } }],
    ['/$ref $ref', { $ref: 'https://example.org/schema' }],
    ['/$ref $ref', { $ref: 'other.json#/a' }],
    ['/$ref $ref', { $ref: '#anchor' }],
    ['/$ref $ref', { $ref: '#/$defs/nothing' }],
    ['/$ref $ref', { $ref: '#/properties', properties: {} }],
    ['/$ref $ref', { $ref: '#/%E0%A4%A' }],
    [' $ref', { $ref: '#' }],
    [' $ref', { allOf: [{ anyOf: [{ $ref: '#' }] }] }],
    [' $ref', { $ref: '#/$defs/a', $defs: { a: { if: { $ref: '#' } } } }],
    ['/required type', { required: 'a' }],
    ['/minLength minimum', { minLength: -1 }],
    ['/properties type', { properties: [] }],
  ])('is refused for %s', (expected, schema) => {
    expect(fieldsAndCodes(schema)).toContain(expected);
  });

  it('may refer to itself within itself, by any way to write a pointer', () => {
    const tree = {
      properties: {
        'a b/c': { items: { $ref: '#' } },
        d: { $ref: '#/properties/a%20b~1c' },
        e: { $ref: '#/$defs/~0' },
      },
      $defs: { '~': true },
      'x-note': { anything: ['goes'] },
      examples: [{ $ref: 'nowhere' }],
    };
    expect(schemaProblems(tree)).toEqual([]);
    const validate = compileSchema(tree);
    expect(validate({ d: [{ d: [] }] })).toEqual([]);
  });

  it('compiles when nothing is wrong with it, whatever it is', () => {
    fc.assert(
      fc.property(anySchema, fc.jsonValue({ maxDepth: 3 }), (schema, value) => {
        const problems = schemaProblems(schema);
        // Which says that something was overlooked.
        expect(problems.map(({ code }) => code)).not.toContain('schema');
        if (problems.length > 0) return;
        expect(compileSchema(schema)(value)).toBeInstanceOf(Array);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a value that is checked', () => {
  /** Nowhere in it may there be `bad`. */
  const noBad = compileSchema({
    not: { const: 'bad' },
    additionalProperties: { $ref: '#' },
    items: { $ref: '#' },
  });

  it('is told all that is wrong with it, each by a pointer to it', () => {
    const leaf = fc.constantFrom('good', 'bad', 1, null, true);
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e', '', '__proto__', '0'), tie('value'), {
          noNullPrototype: true,
        }),
      ),
    }));
    fc.assert(
      fc.property(value, (given) => {
        const json: unknown = JSON.parse(JSON.stringify(given));
        const told = noBad(json).map(({ field }) => field);
        expect(told.toSorted()).toEqual([...badIn(json, '')].toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it('may have members called like those that every object has', () => {
    const validate = compileSchema({
      required: ['toString', '__proto__'],
      properties: { constructor: { type: 'string' } },
    });
    expect(validate({}).map(({ field }) => field)).toEqual(['/toString', '/__proto__']);
    expect(validate(JSON.parse('{"toString":1,"__proto__":2}'))).toEqual([]);
  });

  it('has elements that differ where they must, whatever the order of members', () => {
    const validate = compileSchema({ uniqueItems: true });
    expect(validate([{ a: 1, b: [2] }, { a: 1, b: ['2'] }, 1, '1', null])).toEqual([]);
    expect(
      validate([
        { a: 1, b: { c: 2, d: 3 } },
        { b: { d: 3, c: 2 }, a: 1 },
      ]),
    ).toHaveLength(1);
    expect(compileSchema({ uniqueItems: false })([1, 1])).toEqual([]);
  });

  it.each<[string, Schema, unknown]>([
    ['a schema that asks for ever more of it', doubling, nested(60)],
    [
      'long words compared with a large expression',
      { additionalProperties: { pattern: '(?:a?){900}b' } },
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [n, 'a'.repeat(200)])),
    ],
    [
      'many values compared with many others',
      { items: { enum: Array.from({ length: 8_000 }, (_, n) => n) } },
      Array.from({ length: 20_000 }, () => 9_000),
    ],
  ])('is refused when checking takes too long: %s', (_title, schema, value) => {
    expect(schemaProblems(schema)).toEqual([]);
    const validate = compileSchema(schema);
    const start = performance.now();
    expect(validate(value)).toMatchObject([{ field: '', code: 'budget' }]);
    expect(performance.now() - start).toBeLessThan(5_000);
    // The next one has a budget of its own.
    expect(validate({})).toEqual([]);
  });

  it('has a hundred problems at most', () => {
    const validate = compileSchema({ items: { type: 'string' } });
    expect(validate(Array.from({ length: 1_000 }, () => 1))).toHaveLength(100);
  });
});

function* badIn(value: unknown, pointer: string): Generator<string> {
  if (value === 'bad') yield pointer;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield* badIn(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const { anySchema } = fc.letrec<{ anySchema: Schema; inner: unknown }>((tie) => {
  const inner = tie('inner');
  const names = fc.constantFrom('a', 'b', '$ref', '__proto__', 'constructor');
  const map = fc.dictionary(names, inner, { maxKeys: 2, noNullPrototype: true });
  const list = fc.array(inner, { minLength: 1, maxLength: 2 });
  return {
    inner: fc.oneof({ maxDepth: 2 }, fc.boolean(), tie('anySchema')),
    anySchema: fc.record(
      {
        type: fc.constantFrom('object', 'array', 'string', ['integer', 'null']),
        enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
        const: fc.jsonValue({ maxDepth: 1 }),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        minLength: fc.nat(3),
        multipleOf: fc.constantFrom(1, 0.5, 0),
        pattern: fc.constantFrom('^a', '(?=b)', "'`${x}\\\\"),
        format: fc.constantFrom('date', 'uuid', 'x'),
        properties: map,
        patternProperties: map,
        $defs: map,
        dependentSchemas: map,
        additionalProperties: inner,
        unevaluatedProperties: inner,
        unevaluatedItems: inner,
        items: inner,
        prefixItems: list,
        contains: inner,
        propertyNames: inner,
        not: inner,
        if: inner,
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: inner,
        allOf: list,
        oneOf: list,
        $ref: fc.constantFrom('#', '#/$defs/a', '#/properties/b'),
        default: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  };
});
