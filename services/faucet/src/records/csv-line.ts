import { rowValues, scalarText } from './row-text.ts';

/** A column of a CSV answer. */
export interface CsvColumn {
  readonly name: string;
  /** Its cells are JSON text, so that the texts `"5"` and `5` differ; other cells are plain text. */
  readonly isJson: boolean;
}

/** The header line of a CSV answer. */
export const csvHeader = (columns: readonly CsvColumn[]): string =>
  `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;

/**
 * One row of JSON as a line of CSV. Null is an empty cell and the empty text a quoted one, so that
 * reading the file back restores both.
 */
export const csvLine = (columns: readonly CsvColumn[], row: string): string => {
  const values = rowValues(row);
  const cells = columns.map(({ name, isJson }) => {
    const value = values.get(name) ?? 'null';
    return csvCell(isJson && value !== 'null' ? value : scalarText(value));
  });
  return `${cells.join(',')}\r\n`;
};

const csvCell = (text: string | null): string => {
  if (text === null) return '';
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
