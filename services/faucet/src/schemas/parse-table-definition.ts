import { z } from 'zod';
import { parseInput } from '../administration/desk.ts';
import type {
  ColumnDefinition,
  ReferentialAction,
  TableDefinition,
} from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import { parseColumnDefault } from './parse-column-default.ts';
import { parseColumnType } from './parse-column-type.ts';
import { parseIdentifier } from './parse-identifier.ts';

/** Keys are matched without regard to case: the original did, and its clients rely on it (contract §9). */
export function lowerCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCaseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toLowerCase(), lowerCaseKeys(item)]),
  );
}

const column = z.object({
  name: z.unknown().optional(),
  db_type: z.unknown().optional(),
  go_type: z.unknown().optional(),
  nullable: z.boolean().optional(),
  default: z.unknown().optional(),
  is_primary_key: z.boolean().optional(),
  is_auto_increment: z.boolean().optional(),
  max_length: z.unknown().optional(),
  comment: z.string().max(1024).optional(),
});

const foreignKey = z.object({
  name: z.string().optional(),
  column_name: z.string(),
  referenced_table: z.string(),
  referenced_column: z.string(),
  on_delete: z.string().optional(),
  on_update: z.string().optional(),
});

const table = z.object({
  name: z.unknown().optional(),
  columns: z
    .array(z.unknown().optional(), { error: 'a list of columns is required' })
    .min(1, { error: 'a list of columns is required' })
    .max(1000, { error: 'at most 1000 columns' }),
  primary_key: z.array(z.string()).nullish(),
  foreign_keys: z.array(foreignKey).nullish(),
});

/** Reads the body of `POST /{svc}/_schema`. */
export function parseTableDefinition(input: unknown): TableDefinition {
  const body = parseInput(table, lowerCaseKeys(input));
  const name = parseIdentifier('Table name', body.name);
  const columns = body.columns.map(parseColumnDefinition);
  refuseTwins(columns);
  const primaryKey = primaryKeyOf(columns, body.primary_key ?? []);
  return {
    name,
    columns,
    primaryKey,
    foreignKeys: foreignKeysOf(columns, body.foreign_keys ?? []),
  };
}

/** Reads one column of a DDL request; not nullable unless it says so. */
export function parseColumnDefinition(input: unknown): ColumnDefinition {
  const wire = parseInput(column, lowerCaseKeys(input));
  const name = parseIdentifier('Column name', wire.name);
  const autoIncrement = wire.is_auto_increment ?? false;
  const preset = parseColumnDefault(name, wire.default);
  return {
    name,
    type: parseColumnType(name, wire.db_type, wire.go_type, wire.max_length),
    nullable: wire.nullable ?? false,
    ...(preset === undefined ? {} : { default: preset }),
    primaryKey: (wire.is_primary_key ?? false) || autoIncrement,
    autoIncrement,
    ...(wire.comment === undefined ? {} : { comment: wire.comment }),
  };
}

function refuseTwins(columns: readonly ColumnDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw fault('invalid_input', { reason: `Column "${name}" is listed twice` });
    seen.add(key);
  }
}

function primaryKeyOf(
  columns: readonly ColumnDefinition[],
  listed: readonly string[],
): readonly string[] {
  const key =
    listed.length > 0 ? listed : columns.filter((item) => item.primaryKey).map((item) => item.name);
  for (const name of key) requireColumn(columns, name, 'primary_key');
  return key;
}

function requireColumn(columns: readonly ColumnDefinition[], name: string, where: string): void {
  if (columns.some((item) => item.name === name)) return;
  throw fault('invalid_input', {
    reason: `${where} names "${name}", which is not a column of the table`,
  });
}

type WireForeignKey = z.output<typeof foreignKey>;

/** Entries that share a name are the columns of one key, in order. */
function foreignKeysOf(
  columns: readonly ColumnDefinition[],
  entries: readonly WireForeignKey[],
): TableDefinition['foreignKeys'] {
  const groups = new Map<string, WireForeignKey[]>();
  for (const [index, entry] of entries.entries()) {
    requireColumn(columns, entry.column_name, 'foreign_keys');
    const group = entry.name ? `name:${entry.name}` : `entry:${index}`;
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [foreignKeyOf(first, group)];
  });
}

function foreignKeyOf(
  first: WireForeignKey,
  group: readonly WireForeignKey[],
): TableDefinition['foreignKeys'][number] {
  const onDelete = parseAction('on_delete', first.on_delete);
  const onUpdate = parseAction('on_update', first.on_update);
  return {
    columns: group.map((entry) => entry.column_name),
    referencedTable: parseIdentifier('referenced_table', first.referenced_table),
    referencedColumns: group.map((entry) =>
      parseIdentifier('referenced_column', entry.referenced_column),
    ),
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
  };
}

const actions: readonly ReferentialAction[] = [
  'NO ACTION',
  'RESTRICT',
  'CASCADE',
  'SET NULL',
  'SET DEFAULT',
];

function parseAction(field: string, text: string | undefined): ReferentialAction | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const wanted = text.trim().toUpperCase().replace(/\s+/g, ' ');
  const action = actions.find((known) => known === wanted);
  if (action === undefined) {
    throw fault('invalid_input', { reason: `${field} must be one of ${actions.join(', ')}` });
  }
  return action;
}
