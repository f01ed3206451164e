/** The middle of an odd number of rounds; the upper middle of an even one. */
export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** The value that this share (0 to 1) of all values stays below; NaN of none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `3.4×`. */
export const ratioText = (ours: number, theirs: number): string => `${(ours / theirs).toFixed(1)}×`;

/** A row of a Markdown table. */
export const tableRow = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** The head of a Markdown table with its rule. */
export const tableHead = (names: readonly string[]): string =>
  `${tableRow(names)}\n${tableRow(names.map(() => '---'))}`;
