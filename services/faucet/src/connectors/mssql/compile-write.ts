import type { Column, TableSchema } from '../../model/schema.ts';
import type { UpdatePlan } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import { bindParameters, type Parameters } from '../sql/bind-parameters.ts';
import { compileInsert } from '../sql/compile-insert.ts';
import { compilePredicate } from '../sql/compile-predicate.ts';
import { compileUpdate } from '../sql/compile-update.ts';
import type { Dialect, SqlParameter, Statement } from '../sql/dialect.ts';
import { columnField, columnOperands, tableAlias } from '../sql/operands.ts';
import type { InsertBatch } from '../sql/split-insert.ts';
import type { Written } from '../sql/upsert-by-lookup.ts';
import { typeKind } from './column-type.ts';
import { quote, rowJson } from './dialect.ts';

/**
 * Writes as batches of three parts: a table variable, the write with OUTPUT INTO it, and the rows
 * read by what it holds. OUTPUT alone is refused where the table has triggers, takes no subquery,
 * and shows rows as they were before triggers changed them.
 */

/**
 * An INSERT of its own for each row, so that rows come back in the order they were given; one
 * round trip for all. Explicit values of an identity column are permitted for just this batch.
 */
export const compileInsertBatch = (dialect: Dialect, batch: InsertBatch): Statement => {
  const written = writtenTable(batch);
  const collected = collect(dialect);
  const inserts = batch.rows.map((row) =>
    collected.add((own) => {
      const { onConflict: _, check: __, ...plain } = batch;
      const one = { ...plain, rows: [row], returning: written.columns };
      return compileInsert({ ...own, returning: written.output }, one);
    }),
  );
  const body = inserts.map((sql) => `${sql};`).join('\n');
  const isExplicit = batch.columns.some((column) => column.is_auto_increment);
  const guarded = isExplicit ? withIdentity(dialect.tableName(batch.table.name), body) : body;
  return collected.statement([
    written.declaration,
    guarded,
    collected.add((own) => compileReadBack(own, batch, written)),
  ]);
};

/** Sets columns of the rows that satisfy `where`, and reads them again. */
export const compileUpdateBatch = (dialect: Dialect, plan: UpdatePlan): Statement => {
  const written = writtenTable(plan);
  const collected = collect(dialect);
  const update = collected.add((own) => {
    const { check: _, ...plain } = plan;
    return compileUpdate(
      { ...own, returning: written.output },
      { ...plain, returning: written.columns },
    );
  });
  return collected.statement([
    written.declaration,
    `${update};`,
    collected.add((own) => compileReadBack(own, plan, written)),
  ]);
};

/** How many rows satisfy `where`; nobody changes them or adds one until the transaction ends. */
export const compileLock = (dialect: Dialect, table: TableSchema, where: Predicate): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const operands = columnOperands(dialect, table, `${tableAlias}.`);
  const from = `${dialect.tableName(table.name)} ${tableAlias} WITH (UPDLOCK, SERIALIZABLE)`;
  const condition = compilePredicate(where, { dialect, operands, bind });
  return statement(`SELECT COUNT_BIG(*) FROM ${from} WHERE ${condition}`);
};

/** The rows that satisfy `where`: JSON, then whether the check holds. */
export const compileCheckedRead = (dialect: Dialect, of: Written, where: Predicate): Statement => {
  const parameters = bindParameters(dialect);
  const list = rowAndCheck(dialect, of, parameters);
  const operands = columnOperands(dialect, of.table, `${tableAlias}.`);
  const condition = compilePredicate(where, { dialect, operands, bind: parameters.bind });
  const from = `${dialect.tableName(of.table.name)} ${tableAlias}`;
  return parameters.statement(`SELECT ${list} FROM ${from} WHERE ${condition}`);
};

interface WrittenTable {
  readonly declaration: string;
  /** What the variable keeps of a row: its primary key, or all there is to answer and check. */
  readonly columns: readonly Column[];
  readonly isKey: boolean;
  readonly output: NonNullable<Dialect['returning']>;
}

const writtenTable = ({ table, returning }: Written): WrittenTable => {
  const key = table.primary_key.flatMap(
    (name) => table.columns.find((one) => one.name === name) ?? [],
  );
  const isKey = key.length > 0 && key.length === table.primary_key.length;
  const columns = isKey ? key : keepable(table, returning);
  const declared = columns.map(({ name, db_type }) => `${quote(name)} ${variableType(db_type)}`);
  const number = quote(freeName(columns));
  return {
    declaration: `DECLARE @written TABLE (${[`${number} INT IDENTITY(1, 1) PRIMARY KEY`, ...declared].join(', ')});`,
    columns,
    isKey,
    output: {
      place: 'before values',
      render: (fields) => {
        const names = fields.map(({ name }) => quote(name));
        const inserted = names.map((name) => `INSERTED.${name}`);
        return `OUTPUT ${inserted.join(', ')} INTO @written (${names.join(', ')})`;
      },
    },
  };
};

/** Without a key every column is kept, since the check may be of any; old long ones cannot be. */
const keepable = (table: TableSchema, returning: readonly Column[]): readonly Column[] => {
  const kept = table.columns.filter(
    ({ db_type }) => !['long text', 'image'].includes(typeKind(db_type)),
  );
  return kept.length > 0 ? kept : returning;
};

/** Row versions are written by nobody but the table they belong to. */
const variableType = (dbType: string): string =>
  /^(timestamp|rowversion)$/.test(dbType) ? 'binary(8)' : dbType;

const freeName = (columns: readonly Column[], name = 'n'): string =>
  columns.some((column) => column.name.toLowerCase() === name)
    ? freeName(columns, `${name}_`)
    : name;

/** The JSON of each written row in the order of writing, then whether it satisfies the check. */
const compileReadBack = (dialect: Dialect, of: Written, written: WrittenTable): Statement => {
  const parameters = bindParameters(dialect);
  const number = quote(freeName(written.columns));
  if (!written.isKey) {
    const list = rowAndCheck(dialect, of, parameters);
    return parameters.statement(`SELECT ${list} FROM @written t ORDER BY t.${number};`);
  }
  const list = rowAndCheck(dialect, of, parameters);
  const same = written.columns.map(({ name, db_type }) => {
    // Texts of two collations cannot be compared, and the variable has the database's.
    const collation = typeKind(db_type) === 'text' ? ' COLLATE DATABASE_DEFAULT' : '';
    return `t.${quote(name)} = w.${quote(name)}${collation}`;
  });
  const join = `JOIN ${dialect.tableName(of.table.name)} t ON ${same.join(' AND ')}`;
  return parameters.statement(`SELECT ${list} FROM @written w ${join} ORDER BY w.${number};`);
};

const rowAndCheck = (
  dialect: Dialect,
  { table, returning, check }: Written,
  { bind }: Parameters,
): string => {
  const qualifier = `${tableAlias}.`;
  const json = rowJson(returning.map((column) => columnField(dialect, column, qualifier)));
  const operands = columnOperands(dialect, table, qualifier);
  const holds =
    check === undefined
      ? '1'
      : `CASE WHEN ${compilePredicate(check, { dialect, operands, bind })} THEN 1 ELSE 0 END`;
  return `${json} AS [c0], ${holds} AS [c1]`;
};

/** Set back even when a row is refused: only one table of a session may have it. */
const withIdentity = (table: string, body: string): string =>
  [
    `SET IDENTITY_INSERT ${table} ON;`,
    'BEGIN TRY',
    body,
    'END TRY',
    `BEGIN CATCH SET IDENTITY_INSERT ${table} OFF; THROW; END CATCH;`,
    `SET IDENTITY_INSERT ${table} OFF;`,
  ].join('\n');

interface Collected {
  /** Compiles a part whose placeholders go on where the last part's ended; gives its text. */
  add(compile: (dialect: Dialect) => Statement): string;
  statement(parts: readonly string[]): Statement;
}

/** Several statements as one batch, with the parameters of all. */
const collect = (dialect: Dialect): Collected => {
  const params: SqlParameter[] = [];
  return {
    add: (compile) => {
      const before = params.length;
      const part = compile({
        ...dialect,
        placeholder: (position) => dialect.placeholder(before + position),
      });
      params.push(...part.params);
      return part.sql;
    },
    statement: (parts) => ({ sql: ['SET NOCOUNT ON;', ...parts].join('\n'), params }),
  };
};
