import { fault } from '../../faults.ts';
import type { RoutineParameter } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { RowsText, RunOptions } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import type { Bind, Dialect, Statement } from '../sql/dialect.ts';
import { explainArguments } from '../sql/explain-arguments.ts';
import { parameterColumn } from '../sql/parameter-column.ts';
import { portableType } from './column-type.ts';
import { quote, rowJson } from './dialect.ts';
import { asFaults } from './errors.ts';
import { type Introspection, type MssqlRoutine, readRoutines } from './introspect.ts';
import type { Mssql, MssqlResults } from './mssql.ts';
import { renderResult } from './render-rows.ts';

type Arguments = ReadonlyMap<string, CellValue>;

/** Calls a procedure or function, each argument by its declared name. */
export const callRoutine = (
  source: Introspection & { readonly mssql: Mssql; readonly dialect: Dialect },
  name: string,
  args: Arguments,
  run: RunOptions = {},
): Promise<RowsText> =>
  asFaults({ action: 'Procedure call', timeoutMs: run.timeoutMs }, async () => {
    const [routine] = await readRoutines(source, name);
    if (routine === undefined) throw fault('routine_not_found', { routine: name });
    const statement = compileCall(source.dialect, source.schema, routine, args);
    return resultOf(routine, await source.mssql.run(statement, run));
  });

/**
 * The statement of a call. Throws invalid_body for arguments that do not fit. The catalog does not
 * tell which parameters have a default, so that all may be left out and the server judges.
 */
export const compileCall = (
  dialect: Dialect,
  schema: string,
  routine: MssqlRoutine,
  args: Arguments,
): Statement => {
  const accepted = routine.parameters.map(({ name }) => ({ name, optional: true }));
  const problem = explainArguments(accepted, [...args.keys()]);
  if (problem !== undefined) {
    throw fault('invalid_body', { reason: `${routine.name}: ${problem}` });
  }
  const target = `${quote(schema)}.${quote(routine.name)}`;
  return routine.type === 'function'
    ? compileFunction(dialect, target, routine, args)
    : compileProcedure(dialect, target, routine, args);
};

/** Functions take their arguments by position; DEFAULT stands for one that is left out. */
const compileFunction = (
  dialect: Dialect,
  target: string,
  routine: MssqlRoutine,
  args: Arguments,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const list = routine.parameters.map((parameter) => {
    const value = args.get(parameter.name);
    return value === undefined ? 'DEFAULT' : argument(dialect, parameter, value, bind);
  });
  const call = `${target}(${list.join(', ')})`;
  if (routine.returnsTable) return statement(`SELECT * FROM ${call}`);
  const column = parameterColumn(
    routine.name,
    routine.return_type,
    portableType(routine.return_type),
  );
  const json = rowJson([{ name: routine.name, sql: 'r.v', column }]);
  return statement(`SELECT ${json} AS [json] FROM (SELECT ${call} AS v) r`);
};

/**
 * EXEC takes no expressions, so each argument goes through a variable of the parameter's type.
 * Output parameters come back as one more result, the last.
 */
const compileProcedure = (
  dialect: Dialect,
  target: string,
  routine: MssqlRoutine,
  args: Arguments,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const lines = ['SET NOCOUNT ON;'];
  const passed: string[] = [];
  for (const [index, parameter] of routine.parameters.entries()) {
    const value = args.get(parameter.name);
    const isOutput = parameter.mode !== 'in';
    if (value === undefined && !isOutput) continue;
    const start = value === undefined ? '' : ` = ${argument(dialect, parameter, value, bind)}`;
    lines.push(`DECLARE @v${index} ${parameter.db_type}${start};`);
    passed.push(`@${parameter.name} = @v${index}${isOutput ? ' OUTPUT' : ''}`);
  }
  lines.push(`EXEC ${target}${passed.length === 0 ? '' : ` ${passed.join(', ')}`};`);
  const outputs = routine.parameters.flatMap((parameter, index) => {
    if (parameter.mode === 'in') return [];
    const column = parameterColumn(
      parameter.name,
      parameter.db_type,
      portableType(parameter.db_type),
    );
    return [{ name: parameter.name, sql: `@v${index}`, column }];
  });
  if (outputs.length > 0) lines.push(`SELECT ${rowJson(outputs)} AS ${quote(outputsName)};`);
  return statement(lines.join('\n'));
};

/** The name no procedure gives a column of its own by chance. */
const outputsName = 'faucet:outputs';

const argument = (
  dialect: Dialect,
  { name, db_type }: RoutineParameter,
  value: CellValue,
  bind: Bind,
): string => dialect.cell(value, parameterColumn(name, db_type, portableType(db_type)), bind);

/** The first result of a procedure; its output parameters when it gives none. */
const resultOf = (routine: MssqlRoutine, results: MssqlResults): RowsText => {
  const all = [...results];
  const [first] = all;
  if (first === undefined) return { json: '', count: 0 };
  const isJson =
    first.columns[0]?.name === outputsName ||
    (routine.type === 'function' && !routine.returnsTable);
  return isJson ? { json: String(first.rows[0]?.[0]), count: 1 } : renderResult(first);
};
