import { rowValues, scalarText } from './row-text.ts';

/** The header line of a CSV answer. */
export const csvHeader = (names: readonly string[]): string =>
  `${names.map((name) => csvCell(name)).join(',')}\r\n`;

/**
 * One row of JSON as a line of CSV. Null is an empty cell and the empty text a quoted one, so that
 * reading the file back restores both.
 */
export const csvLine = (names: readonly string[], row: string): string => {
  const values = rowValues(row);
  return `${names.map((name) => csvCell(scalarText(values.get(name) ?? 'null'))).join(',')}\r\n`;
};

const csvCell = (text: string | null): string => {
  if (text === null) return '';
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
