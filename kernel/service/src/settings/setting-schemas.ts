import { z } from 'zod';

/*
 * Schemas for values that operators write. Each takes text (from variables and flags) as well as
 * what YAML makes of the same text, and carries a title and a rule that docs and problems show.
 */

/** `100ms`, `15s`, `5m`, `1h`, `7d`, also `1.5s` and `1h30m`; becomes milliseconds. */
export const duration: z.ZodType<number> = setting({
  title: 'duration',
  rule: 'a duration such as 100ms, 15s, 5m, 1h30m or 7d',
  parse: (input) => sumOfUnits(input, MILLISECONDS_BY_UNIT),
});

/** `512`, `64kB` (thousands) or `10MiB` (powers of 1024), in any case; becomes bytes. */
export const byteSize: z.ZodType<number> = setting({
  title: 'size',
  rule: 'a number of bytes such as 512, 64kB, 10MB or 10MiB',
  parse: (input) =>
    inRange(wholeNumber(input), 0, Number.MAX_SAFE_INTEGER) ?? sumOfUnits(input, BYTES_BY_UNIT, 1),
});

/** `true/false`, `1/0`, `yes/no`, `on/off`, in any case; becomes a boolean. */
export const booleanText: z.ZodType<boolean> = setting({
  title: 'boolean',
  rule: 'true or false (also 1/0, yes/no, on/off)',
  parse: (input) => BOOLEAN_BY_TEXT.get(word(input)),
});

/** A TCP port; 0 lets the system choose one. */
export const port: z.ZodType<number> = setting({
  title: 'port',
  rule: 'a port from 0 to 65535',
  parse: (input) => inRange(wholeNumber(input), 0, 65_535),
});

/** Items separated by commas, or a list; trimmed, empty ones dropped. */
export const textList: z.ZodType<readonly string[]> = setting({
  title: 'list',
  rule: 'a list of texts separated by commas',
  parse: parseTextList,
});

/** A whole number in decimal digits, from `min` to `max`. */
export function integer(
  range: { readonly min?: number; readonly max?: number } = {},
): z.ZodType<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
  return setting({
    title: 'integer',
    rule: `a whole number${rangeText(range)}`,
    parse: (input) => inRange(wholeNumber(input), min, max),
  });
}

/** One of a few words, in any case; becomes the word as listed. */
export function choice<const T extends string>(words: readonly T[]): z.ZodType<T> {
  return setting({
    title: 'choice',
    rule: `one of ${words.join(', ')}`,
    parse: (input) => words.find((candidate) => candidate.toLowerCase() === word(input)),
  });
}

function rangeText({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min === undefined) return max === undefined ? '' : ` up to ${max}`;
  return max === undefined ? ` from ${min} up` : ` from ${min} to ${max}`;
}

interface SettingSchema<T> {
  readonly title: string;
  /** What is accepted, as the end of "must be …". */
  readonly rule: string;
  /** Undefined means refused. */
  readonly parse: (input: unknown) => T | undefined;
}

function setting<T>({ title, rule, parse }: SettingSchema<T>): z.ZodType<T> {
  return z
    .unknown()
    .transform((input, context) => {
      const value = parse(typeof input === 'string' ? input.trim() : input);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: `must be ${rule}` });
      return z.NEVER;
    })
    .meta({ title, description: rule });
}

const BOOLEAN_BY_TEXT: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['t', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['f', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

const MILLISECONDS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const BYTES_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['kb', 1000],
  ['mb', 1000 ** 2],
  ['gb', 1000 ** 3],
  ['tb', 1000 ** 4],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
  ['tib', 1024 ** 4],
]);

/** `1h30m` by a table of units; undefined if a unit is unknown, repeated or missing. */
function sumOfUnits(
  input: unknown,
  units: ReadonlyMap<string, number>,
  partsMax: number = units.size,
): number | undefined {
  if (input === 0 || input === '0') return 0;
  if (typeof input !== 'string' || !/^(\d{1,15}(\.\d{1,9})? ?[a-z]{1,3})+$/i.test(input)) {
    return undefined;
  }
  const parts = [...input.matchAll(/([\d.]+) ?([a-z]+)/gi)];
  const seen = new Set<string>();
  let total = 0;
  for (const [, amount, unit = ''] of parts) {
    const factor = units.get(unit.toLowerCase());
    if (factor === undefined || seen.has(unit)) return undefined;
    seen.add(unit);
    total += Number(amount) * factor;
  }
  const rounded = Math.round(total);
  return seen.size <= partsMax && Number.isSafeInteger(rounded) ? rounded : undefined;
}

/** A scalar as a lower-case word; YAML makes booleans and numbers of some. */
function word(input: unknown): string {
  const isScalar =
    typeof input === 'string' || typeof input === 'boolean' || input === 0 || input === 1;
  return isScalar ? String(input).toLowerCase() : '';
}

function wholeNumber(input: unknown): number | undefined {
  const number = typeof input === 'string' && /^-?\d{1,16}$/.test(input) ? Number(input) : input;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function inRange(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function parseTextList(input: unknown): readonly string[] | undefined {
  const items: unknown = typeof input === 'string' ? input.split(',') : input;
  if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return undefined;
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
