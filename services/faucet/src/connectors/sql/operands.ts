import { fault } from '../../faults.ts';
import type { Column, TableSchema } from '../../model/schema.ts';
import type { Projection } from '../../query/plan.ts';
import type { Dialect, Field, Operand } from './dialect.ts';

/** Finds the SQL of a name in a predicate or an order; throws unknown_column. */
export type Operands = (name: string) => Operand;

/** The alias of the table in reads, so that no column can be taken for an alias of ours. */
export const tableAlias = 't';

/** The columns of a table, each quoted and with `qualifier` before it (`t.` or nothing). */
export const columnOperands = (
  dialect: Dialect,
  table: TableSchema,
  qualifier: string,
): Operands => {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return (name) => {
    const column = columns.get(name);
    if (column === undefined) {
      throw fault('unknown_column', { column: name, table: table.name });
    }
    return { sql: qualifier + dialect.quote(name), column };
  };
};

/** A column of the JSON row that is written or read as it is. */
export const columnField = (dialect: Dialect, column: Column, qualifier: string): Field => ({
  name: column.name,
  sql: qualifier + dialect.quote(column.name),
  column,
});

/** The projections of a plan as fields. */
export const projectedField = (
  dialect: Dialect,
  projection: Projection,
  qualifier: string,
): Field => {
  if (projection.kind === 'column') return columnField(dialect, projection.column, qualifier);
  const { column, name, alias, distinct } = projection;
  const operand = column && columnField(dialect, column, qualifier);
  return {
    name: alias,
    sql: dialect.aggregate(name, operand, distinct),
    column:
      name === 'min' || name === 'max' ? minMaxColumn(alias, column) : numberColumn(projection),
    aggregate: name,
    ...(column !== undefined && { argument: column }),
  };
};

/** Names in ORDER BY and HAVING: an aggregate's alias first, then a column. */
export const resultOperands = (fields: readonly Field[], columns: Operands): Operands => {
  const aliases = new Map(
    fields.filter((field) => field.aggregate !== undefined).map((field) => [field.name, field]),
  );
  return (name) => aliases.get(name) ?? columns(name);
};

const minMaxColumn = (alias: string, column: Column | undefined): Column => {
  if (column === undefined) throw new Error(`${alias}: min and max need a column`);
  return { ...column, nullable: true };
};

const numberColumn = (projection: Projection & { kind: 'aggregate' }): Column => {
  const isCount = projection.name === 'count';
  const isWhole = projection.name === 'sum' && projection.column?.json_type === 'integer';
  return {
    name: projection.alias,
    position: 0,
    db_type: '',
    go_type: isCount || isWhole ? 'int64' : 'float64',
    json_type: isCount || isWhole ? 'integer' : 'number',
    nullable: !isCount,
    is_primary_key: false,
    is_auto_increment: false,
    is_unique: false,
  };
};
