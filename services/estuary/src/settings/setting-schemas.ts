import { isIP } from 'node:net';
import { z } from 'zod';
import { databaseTypes } from './choices.ts';
import type { DatabaseType } from './choices.ts';

/*
 * Schemas for values that only Estuary's guide knows. Each carries a title and a rule, which docs
 * and problems show; the rule continues a sentence that begins with the variable's name.
 */

/**
 * Plain decimal digits within a range. A comment behind them, as the guide writes one, is passed over:
 * neither systemd nor `docker run --env-file` takes it off.
 */
export function integerBetween(min: number, max: number): z.ZodType<number> {
  const rule = `an integer between ${min} and ${max}`;
  return checked('integer', rule, (text) => {
    const digits = /^(\d{1,15})(?:\s+#.*)?$/.exec(text)?.[1];
    const number = digits === undefined ? Number.NaN : Number(digits);
    return number >= min && number <= max ? number : undefined;
  });
}

export const ipAddress: z.ZodType<string> = checked('address', 'an IP address', (text) =>
  isIP(text) === 0 ? undefined : text,
);

export const httpUrl: z.ZodType<string> = checked('URL', 'an absolute http or https URL', (text) =>
  isHttpUrl(text) ? text : undefined,
);

export const httpUrlList: z.ZodType<readonly string[]> = checked(
  'list',
  'a list of http or https URLs separated by commas',
  (text) => {
    const urls = itemsOf(text);
    return urls.length > 0 && urls.every((url) => isHttpUrl(url)) ? urls : undefined;
  },
);

/** `*` alone, or origins as browsers send them. */
export const originList: z.ZodType<readonly string[]> = checked(
  'list',
  '* or a list of origins such as https://app.test:8443, without a path',
  (text) => {
    const origins = itemsOf(text);
    const areOrigins = origins.every(
      (origin) => isHttpUrl(origin) && new URL(origin).origin === origin,
    );
    return origins.join() === '*' || areOrigins ? origins : undefined;
  },
);

/**
 * Goes into a header as it is. Quotes around it, as in the guide, are no part of it: `docker run
 * --env-file` leaves them on, and no policy begins with one.
 */
export const policy: z.ZodType<string> = checked('text', 'printable ASCII', (text) => {
  const bare = /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
  return /^[\x20-\x7e]+$/.test(bare) ? bare : undefined;
});

/** One of a few words, in any case; becomes the word as listed. */
export function oneOf<const Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  return checked('choice', `one of ${words.join(', ')}`, (text) =>
    words.find((word) => word.toLowerCase() === text.toLowerCase()),
  );
}

/** Some of a few words, exactly as listed. */
export function someOf(words: readonly string[]): z.ZodType<readonly string[]> {
  return checked('list', `a list of ${words.join(', ')}`, (text) => {
    const items = itemsOf(text);
    return items.length > 0 && items.every((item) => words.includes(item)) ? items : undefined;
  });
}

/** `in-memory` is how the guide's system calls it too (contract §22). */
export const databaseType: z.ZodType<DatabaseType> = checked(
  'choice',
  `one of ${databaseTypes.join(', ')}`,
  (text) => {
    const word = text.toLowerCase();
    return databaseTypes.find((type) => type === (word === 'in-memory' ? 'memory' : word));
  },
);

export const backtrace: z.ZodType<'off' | 'on'> = checked('choice', 'one of 0, 1, full', (text) => {
  if (text === '0') return 'off';
  return text === '1' || text.toLowerCase() === 'full' ? 'on' : undefined;
});

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function checked<Value>(
  title: string,
  rule: string,
  parse: (text: string) => Value | undefined,
): z.ZodType<Value> {
  return z
    .unknown()
    .transform((input, context) => {
      const value = parse(String(input).trim());
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: `must be ${rule}` });
      return z.NEVER;
    })
    .meta({ title, description: rule });
}
