/** Columns aligned for people; programs use `--json`. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Indented JSON, as every `--json` prints it. */
export const renderJson = (value: unknown): string => JSON.stringify(value, null, 2);

export const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
