import { z } from 'zod';
import { parseInput } from '../administration/desk.ts';
import type { TableChange } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { TableSchema } from '../model/schema.ts';
import { parseIdentifier } from './parse-identifier.ts';
import { lowerCaseKeys, parseColumnDefinition } from './parse-table-definition.ts';

const kinds = ['add_column', 'drop_column', 'rename_column', 'modify_column'] as const;

const change = z.object({
  type: z.enum(kinds, { error: `type must be one of ${kinds.join(', ')}` }),
  column: z.string().optional(),
  // The original's only spelling, and the one everybody expects.
  newname: z.string().optional(),
  new_name: z.string().optional(),
  definition: z.unknown().optional(),
});

const body = z.object({
  changes: z
    .array(change, { error: 'changes is required' })
    .min(1, 'changes is required')
    .max(1000),
});

type WireChange = z.output<typeof change>;

/** Reads the body of `PUT /{svc}/_schema/{table}` against the table as it is. */
export function parseTableChanges(table: TableSchema, input: unknown): readonly TableChange[] {
  return parseInput(body, lowerCaseKeys(input)).changes.map((wire) => changeOf(table, wire));
}

function changeOf(table: TableSchema, wire: WireChange): TableChange {
  switch (wire.type) {
    case 'add_column':
      return { kind: wire.type, definition: definitionOf(wire) };
    case 'drop_column':
      return { kind: wire.type, column: existing(table, wire) };
    case 'rename_column':
      return {
        kind: wire.type,
        column: existing(table, wire),
        newName: parseIdentifier('new_name', wire.new_name ?? wire.newname),
      };
    case 'modify_column':
      return { kind: wire.type, column: existing(table, wire), definition: definitionOf(wire) };
  }
}

/** The name may stand in the definition or beside it. */
function definitionOf(wire: WireChange): ReturnType<typeof parseColumnDefinition> {
  if (typeof wire.definition !== 'object' || wire.definition === null) {
    throw fault('invalid_input', { reason: `${wire.type} needs a definition` });
  }
  return parseColumnDefinition({
    ...(wire.column ? { name: wire.column } : {}),
    ...wire.definition,
  });
}

function existing(table: TableSchema, wire: WireChange): string {
  if (wire.column === undefined || wire.column === '') {
    throw fault('invalid_input', { reason: `${wire.type} needs a column` });
  }
  if (!table.columns.some((column) => column.name === wire.column)) {
    throw fault('unknown_column', { column: wire.column, table: table.name });
  }
  return wire.column;
}
