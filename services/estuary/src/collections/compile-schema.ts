import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { FieldProblem } from '../faults.ts';
import { Budget, BudgetSpent } from './budget.ts';
import { pointerTo } from './json-pointer.ts';
import { loadLibraries } from './load-libraries.ts';
import { compileRegex } from './safe-regex.ts';
import { applicators, assertions, FORMATS } from './schema-keywords.ts';
import { PROBLEMS_MAX } from './schema-rules.ts';
import { isObject, mapSubschemas } from './subschemas.ts';
import type { Schema } from './subschemas.ts';

/** What a value is not as it should be; fields are JSON pointers into it. */
export type Validate = (value: unknown) => readonly FieldProblem[];

/** Put into every schema: ajv meets it before anything else there. */
const COST = '$cost';
/** Compared with what costs one step, so many bytes of lists of values do. */
const BYTES_FOR_STEP = 32;

/**
 * Compiles a schema that `schemaProblems` has found nothing against. How long checking takes is
 * bounded by a budget, whatever the schema and the value.
 */
export function compileSchema(schema: Schema | boolean): Validate {
  const budget = new Budget();
  const { Ajv2020: Ajv, addFormats } = loadLibraries();
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    // Written out in each place it would grow without bounds.
    inlineRefs: false,
    // `toString` is no property of every object.
    ownProperties: true,
    code: {
      optimize: false,
      regExp: Object.assign((pattern: string) => boundedRegex(pattern, budget), { code: '' }),
    },
  });
  addFormats(ajv, [...FORMATS]);
  ajv.addKeyword({
    keyword: COST,
    before: '$ref',
    errors: false,
    validate: (steps: number) => budget.spend(steps),
  });
  replaceUniqueItems(ajv, budget);
  const validate = ajv.compile(withCosts(schema) as Schema | boolean);
  return (value) => check(validate, budget, value);
}

function check(
  validate: ValidateFunction,
  budget: Budget,
  value: unknown,
): readonly FieldProblem[] {
  budget.refill();
  try {
    if (validate(value)) return [];
  } catch (error) {
    // Deep recursion ends the stack before the budget does.
    if (!(error instanceof BudgetSpent) && !(error instanceof RangeError)) throw error;
    const message = 'Checking this against the schema of the collection takes too long';
    return [{ field: '', message, code: 'budget' }];
  }
  return (validate.errors ?? []).slice(0, PROBLEMS_MAX).map(problemOf);
}

/** A copy with what matters for checking only, and with costs. */
function withCosts(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const { enum: values, const: value, required, dependentRequired } = schema;
  const lists = JSON.stringify([values, value, required, dependentRequired]).length;
  const { contentSchema: _about, ...mapped } = mapSubschemas(schema, withCosts);
  const kept = Object.entries(mapped).filter(
    ([keyword]) => assertions.has(keyword) || Object.hasOwn(applicators, keyword),
  );
  return { [COST]: 1 + Math.floor(lists / BYTES_FOR_STEP), ...Object.fromEntries(kept) };
}

function boundedRegex(pattern: string, budget: Budget): RegExp {
  const regex = compileRegex(pattern);
  if (typeof regex === 'string') throw new Error(`a pattern was not checked: ${regex}`);
  const bounded = {
    test: (text: string) => budget.spendText(text, regex.size) && regex.test(text),
    // Ajv tells them apart by this.
    toString: () => JSON.stringify(pattern),
  };
  return bounded as unknown as RegExp;
}

/** Ajv's own compares each element with each other one. */
function replaceUniqueItems(ajv: Ajv2020, budget: Budget): void {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have equal elements' },
    validate: (isAsked: boolean, elements: readonly unknown[]) => {
      if (!isAsked) return true;
      const texts = elements.map((element) => JSON.stringify(element, inOrder));
      return budget.spend(elements.length) && new Set(texts).size === texts.length;
    },
  });
}

/** Equal objects have equal texts when their members are in one order. */
const inOrder = (_key: string, value: unknown): unknown =>
  isObject(value)
    ? Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
    : value;

/** Points to the property, where one is missing or should not be there. */
function problemOf({ instancePath, keyword, params, message }: ErrorObject): FieldProblem {
  const names = params as Readonly<Record<string, string | undefined>>;
  const property =
    names['missingProperty'] ?? names['additionalProperty'] ?? names['unevaluatedProperty'];
  return {
    field: property === undefined ? instancePath : pointerTo(instancePath, property),
    message: property === undefined ? sentence(message) : propertyText(keyword),
    code: keyword,
  };
}

const sentence = (message = 'is not valid'): string => `It ${message}`;

const propertyText = (keyword: string): string =>
  keyword.endsWith('Properties') ? 'There must not be such a property' : 'It is required';
