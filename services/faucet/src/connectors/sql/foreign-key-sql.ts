import type { TableDefinition } from '../connector.ts';

type ForeignKey = TableDefinition['foreignKeys'][number];

/** The FOREIGN KEY clause of CREATE TABLE, as SQL:2016 has it; `target` is the quoted name of the table. */
export const foreignKeySql = (
  key: ForeignKey,
  target: string,
  quote: (name: string) => string,
): string => {
  const names = (columns: readonly string[]): string => columns.map(quote).join(', ');
  const parts = [
    `FOREIGN KEY (${names(key.columns)})`,
    `REFERENCES ${target} (${names(key.referencedColumns)})`,
  ];
  if (key.onDelete !== undefined) parts.push(`ON DELETE ${key.onDelete}`);
  if (key.onUpdate !== undefined) parts.push(`ON UPDATE ${key.onUpdate}`);
  return parts.join(' ');
};
