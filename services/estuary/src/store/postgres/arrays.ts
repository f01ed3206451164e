import type { PostgresStatement } from '@aquifer/postgres';
import { storedText } from '../sql/stored-text.ts';

type Value = PostgresStatement['values'][number];

/** An array of what needs no quotes. */
export const numbers = (items: readonly (number | null)[]): Value =>
  `{${items.map((item) => item ?? 'null').join()}}`;

export const texts = (items: readonly (string | null)[]): Value =>
  plainTexts(items.map((item) => (item === null ? null : storedText(item))));

/** Texts in which there is no U+0000: JSON escapes it. */
export const plainTexts = (items: readonly (string | null)[]): Value => ({
  elements: 'text',
  texts: items,
});
