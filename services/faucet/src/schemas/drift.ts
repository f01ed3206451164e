import type { SchemaContract } from '../model/schema-contract.ts';
import type { Column, TableSchema } from '../model/schema.ts';

/** How a table differs from its locked contract (contract §10). */

export type DriftCategory =
  | 'column_added'
  | 'column_removed'
  | 'type_changed'
  | 'nullable_changed'
  | 'table_removed';

export interface DriftItem {
  readonly type: 'additive' | 'breaking';
  readonly category: DriftCategory;
  readonly table_name: string;
  readonly column_name?: string;
  readonly old_value?: string;
  readonly new_value?: string;
  readonly description: string;
}

export interface DriftReport {
  readonly service_name: string;
  readonly table_name: string;
  readonly has_drift: boolean;
  readonly has_breaking: boolean;
  readonly additive_count: number;
  readonly breaking_count: number;
  readonly items: readonly DriftItem[];
  readonly locked_at: Date;
  readonly checked_at: Date;
}

/** Compares a contract with the table as it is now; absent means it was dropped. */
export function compareWithContract(
  contract: SchemaContract,
  current: TableSchema | undefined,
  checkedAt: Date,
): DriftReport {
  const items = current === undefined ? [tableRemoved(contract)] : columnDrift(contract, current);
  const breaking = items.filter((item) => item.type === 'breaking').length;
  return {
    service_name: contract.serviceName,
    table_name: contract.tableName,
    has_drift: items.length > 0,
    has_breaking: breaking > 0,
    additive_count: items.length - breaking,
    breaking_count: breaking,
    items,
    locked_at: contract.lockedAt,
    checked_at: checkedAt,
  };
}

/** The worst drift in one word, for the `X-Schema-Drift` header. */
export function driftLevel(report: DriftReport): 'none' | 'additive' | 'breaking' {
  if (report.has_breaking) return 'breaking';
  return report.has_drift ? 'additive' : 'none';
}

function tableRemoved({ tableName }: SchemaContract): DriftItem {
  return {
    type: 'breaking',
    category: 'table_removed',
    table_name: tableName,
    description: `Table "${tableName}" no longer exists`,
  };
}

function columnDrift(
  { schema: locked }: SchemaContract,
  current: TableSchema,
): readonly DriftItem[] {
  const now = new Map(current.columns.map((column) => [column.name, column]));
  const known = new Set(locked.columns.map((column) => column.name));
  const changed = locked.columns.flatMap((before) => {
    const after = now.get(before.name);
    return after === undefined
      ? [removed(locked.name, before)]
      : changes(locked.name, before, after);
  });
  const added = current.columns.filter((column) => !known.has(column.name));
  return [...changed, ...added.map((column) => addition(locked.name, column))];
}

function removed(table: string, column: Column): DriftItem {
  return {
    type: 'breaking',
    category: 'column_removed',
    table_name: table,
    column_name: column.name,
    old_value: column.db_type,
    description: `Column "${column.name}" was removed`,
  };
}

function addition(table: string, column: Column): DriftItem {
  return {
    type: 'additive',
    category: 'column_added',
    table_name: table,
    column_name: column.name,
    new_value: column.db_type,
    description: `Column "${column.name}" was added`,
  };
}

function changes(table: string, before: Column, after: Column): readonly DriftItem[] {
  const items: DriftItem[] = [];
  const { name } = before;
  if (before.db_type !== after.db_type) {
    items.push({
      type: 'breaking',
      category: 'type_changed',
      table_name: table,
      column_name: name,
      old_value: before.db_type,
      new_value: after.db_type,
      description: `Column "${name}" changed from ${before.db_type} to ${after.db_type}`,
    });
  }
  if (before.nullable !== after.nullable) {
    items.push({
      // A reader copes with values that are always there; a writer breaks when null is refused.
      type: after.nullable ? 'additive' : 'breaking',
      category: 'nullable_changed',
      table_name: table,
      column_name: name,
      old_value: before.nullable ? 'NULL' : 'NOT NULL',
      new_value: after.nullable ? 'NULL' : 'NOT NULL',
      description: `Column "${name}" became ${after.nullable ? 'nullable' : 'not nullable'}`,
    });
  }
  return items;
}
