import type { FieldProblem } from '../faults.ts';
import { compileSchema } from './compile-schema.ts';
import { pointerTo } from './json-pointer.ts';
import { metaProblems } from './meta-schema.ts';
import { compileRegex } from './safe-regex.ts';
import { FORMATS, isKeyword } from './schema-keywords.ts';
import { SCHEMA_BYTES_MAX, SUBSCHEMAS_MAX } from './schema-rules.ts';
import { isObject, subschemasOf } from './subschemas.ts';
import type { Schema } from './subschemas.ts';

const DIALECT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/**
 * What keeps a schema from being declared: what is wrong with it, and what it asks for that is not
 * done here. Fields are JSON pointers into it.
 */
export function schemaProblems(schema: Schema): readonly FieldProblem[] {
  if (Buffer.byteLength(JSON.stringify(schema)) > SCHEMA_BYTES_MAX) {
    const message = `The schema must not be larger than ${SCHEMA_BYTES_MAX} bytes`;
    return [{ field: '', message, code: 'size' }];
  }
  const { found, places } = walk(schema);
  if (found.size > SUBSCHEMAS_MAX) {
    const message = `The schema must not hold more than ${SUBSCHEMAS_MAX} schemas`;
    return [{ field: '', message, code: 'size' }];
  }
  const problems = [...found].flatMap(([pointer, one]) => [
    ...keywordProblems(one, pointer),
    ...regexProblems(one, pointer),
    ...referenceProblems(one, pointer, places),
  ]);
  const all = [...problems, ...metaProblems(schema)];
  if (all.length > 0) return all;
  const circles = circleProblems(found);
  return circles.length > 0 ? circles : compileProblems(schema);
}

interface Walked {
  /** All schemas within a schema that are objects, itself included, by their pointers. */
  readonly found: ReadonlyMap<string, Schema>;
  /** Pointers to all schemas, also to those that are true or false. */
  readonly places: ReadonlySet<string>;
}

function walk(root: Schema): Walked {
  const found = new Map<string, Schema>();
  const places = new Set<string>();
  const visit = (schema: unknown, pointer: string): void => {
    places.add(pointer);
    if (!isObject(schema)) return;
    found.set(pointer, schema);
    for (const inner of subschemasOf(schema, pointer)) visit(inner.schema, inner.pointer);
  };
  visit(root, '');
  return { found, places };
}

function keywordProblems(schema: Schema, pointer: string): readonly FieldProblem[] {
  const problem = (keyword: string, message: string): FieldProblem => ({
    field: pointerTo(pointer, keyword),
    message,
    code: keyword,
  });
  const problems = Object.keys(schema)
    .filter((keyword) => !isKeyword(keyword))
    .map((keyword) => ({ ...problem(keyword, unknownText(keyword)), code: 'keyword' }));
  const { $schema, $id, format, enum: values } = schema;
  if ($schema !== undefined && !(typeof $schema === 'string' && DIALECT.test($schema))) {
    problems.push(problem('$schema', 'Only JSON Schema 2020-12 is understood'));
  }
  if ($id !== undefined && pointer !== '') {
    problems.push(problem('$id', 'Only the whole schema may have an $id'));
  }
  if (Array.isArray(values) && values.length === 0) {
    problems.push(problem('enum', 'There must be a value'));
  }
  if (typeof format === 'string' && !FORMATS.some((name) => name === format)) {
    problems.push(problem('format', `Formats are ${FORMATS.join(', ')}`));
  }
  return problems;
}

const unknownText = (keyword: string): string =>
  `${keyword} is no keyword that is understood here; your own begin with x-`;

function regexProblems(schema: Schema, pointer: string): readonly FieldProblem[] {
  const { pattern, patternProperties } = schema;
  const names = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  const place = pointerTo(pointer, 'patternProperties');
  return [
    ...(typeof pattern === 'string'
      ? regexProblem(pointerTo(pointer, 'pattern'), pattern, 'pattern')
      : []),
    ...names.flatMap((name) => regexProblem(pointerTo(place, name), name, 'patternProperties')),
  ];
}

function regexProblem(field: string, text: string, code: string): readonly FieldProblem[] {
  const compiled = compileRegex(text);
  return typeof compiled === 'string' ? [{ field, message: `It ${compiled}`, code }] : [];
}

/** References lead to a schema within the same schema, and never to another host. */
function referenceProblems(
  { $ref }: Schema,
  pointer: string,
  places: ReadonlySet<string>,
): readonly FieldProblem[] {
  if (typeof $ref !== 'string') return [];
  const target = targetOf($ref);
  if (target !== undefined && places.has(target)) return [];
  const message =
    target === undefined
      ? '$ref must be a JSON pointer into this schema, such as #/$defs/name'
      : '$ref leads to no schema within this schema';
  return [{ field: pointerTo(pointer, '$ref'), message, code: '$ref' }];
}

/** The pointer that a reference within a schema is; undefined for any other reference. */
export function targetOf(reference: string): string | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return undefined;
  }
}

/** So that what is declared can be used, whatever was overlooked. */
function compileProblems(schema: Schema): readonly FieldProblem[] {
  try {
    compileSchema(schema);
    return [];
  } catch {
    return [{ field: '', message: 'The schema cannot be compiled', code: 'schema' }];
  }
}

/** A schema that is about a value if it is about that value has no end. */
function circleProblems(found: ReadonlyMap<string, Schema>): readonly FieldProblem[] {
  const settled = new Set<string>();
  const under = new Set<string>();
  const closes = (pointer: string): boolean => {
    if (under.has(pointer)) return true;
    const schema = found.get(pointer);
    if (schema === undefined || settled.has(pointer)) return false;
    under.add(pointer);
    const isClosed = inPlaceOf(schema, pointer).some(closes);
    under.delete(pointer);
    settled.add(pointer);
    return isClosed;
  };
  const start = [...found.keys()].find(closes);
  if (start === undefined) return [];
  const message = 'The schema refers to itself for the same value, which has no end';
  return [{ field: start, message, code: '$ref' }];
}

function inPlaceOf(schema: Schema, pointer: string): readonly string[] {
  const within = subschemasOf(schema, pointer).filter(({ inPlace }) => inPlace);
  const target = typeof schema['$ref'] === 'string' ? targetOf(schema['$ref']) : undefined;
  return [...within.map((inner) => inner.pointer), ...(target === undefined ? [] : [target])];
}
