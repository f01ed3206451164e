import type { Permission } from '../access/permission.ts';
import type { Connector } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import type { Column, TableSchema } from '../model/schema.ts';
import { type ColumnScope, columnScope } from '../query/column-scope.ts';
import { parseSwitch } from '../query/parse-page.ts';
import type { Predicate } from '../query/predicate.ts';
import { rowFilterOf } from '../query/row-filter.ts';

/** The part of a connector that writes. */
export type WriteConnector = Pick<
  Connector,
  'driver' | 'abilities' | 'insert' | 'update' | 'delete' | 'transaction'
>;

/** A table to write to, and what the caller may do there with the verb of the request. */
export interface WriteTarget {
  readonly connector: WriteConnector;
  readonly table: TableSchema;
  readonly permission: Permission;
  /** Records one body may have. */
  readonly recordsMax: number;
}

/** What the query string of a write may say, as text. */
export interface WriteParameters {
  readonly filter?: string | undefined;
  readonly ids?: string | undefined;
  readonly rollback?: string | undefined;
  readonly continue?: string | undefined;
  readonly on_conflict?: string | undefined;
  readonly on_conflict_action?: string | undefined;
}

/** The answer to a write, as JSON text. */
export interface WriteAnswer {
  readonly json: string;
  /** Records that failed alone, in the mode that continues. */
  readonly failed: number;
}

/**
 * How a batch treats a failure. `rollback`: all or nothing. `continue`: every record alone.
 * `stop`: at the first failure, keeping what was written before.
 */
export type WriteMode = 'rollback' | 'continue' | 'stop';

/** The mode a request asks for; rollback wins over continue (contract §8.4). */
export const writeMode = (parameters: WriteParameters, byDefault: WriteMode): WriteMode => {
  if (parseSwitch(parameters.rollback)) return 'rollback';
  return parseSwitch(parameters.continue) ? 'continue' : byDefault;
};

/** What a write may name, and what it is held to. */
export interface WriteScope {
  readonly target: WriteTarget;
  readonly columns: ColumnScope;
  /** Rows must satisfy it before and after; undefined: all rows are open. */
  readonly rowFilter: Predicate | undefined;
}

/** Throws not_writable for views. */
export const writeScope = (target: WriteTarget): WriteScope => {
  const { table, permission } = target;
  if (table.type === 'view') {
    throw fault('not_writable', { target: `view "${table.name}"`, reason: 'views are read-only' });
  }
  return {
    target,
    columns: columnScope(table, permission),
    rowFilter: rowFilterOf(permission, table),
  };
};

/** The column a body means by a name. Throws unknown_column, not_writable for generated ones. */
export const writableColumn = ({ columns, target }: WriteScope, name: string): Column => {
  const column = columns.find(name);
  if (column === undefined) {
    throw fault('unknown_column', { column: name.slice(0, 128), table: target.table.name });
  }
  if (column.is_generated === true) {
    throw fault('not_writable', {
      target: `column "${column.name}"`,
      reason: 'the database computes it',
    });
  }
  return column;
};
