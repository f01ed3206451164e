import { fault } from '../../faults.ts';
import type { RoutineParameter } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { RowsText, RunOptions } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import type { Bind, Dialect, Statement } from '../sql/dialect.ts';
import { explainArguments } from '../sql/explain-arguments.ts';
import { parameterColumn } from '../sql/parameter-column.ts';
import { portableType } from './column-type.ts';
import { quote } from './dialect.ts';
import { asFaults } from './errors.ts';
import { type Introspection, readRoutines, type SnowflakeRoutine } from './introspect.ts';
import { renderResult } from './render-rows.ts';
import type { Snowflake } from './snowflake.ts';

type Arguments = ReadonlyMap<string, CellValue>;

/** Calls the overload whose parameters the arguments fit, each by its declared name. */
export const callRoutine = (
  source: Introspection & { readonly snowflake: Snowflake; readonly dialect: Dialect },
  name: string,
  args: Arguments,
  run: RunOptions = {},
): Promise<RowsText> =>
  asFaults({ action: 'Procedure call', timeoutMs: run.timeoutMs }, async () => {
    const routine = chooseOverload(name, await readRoutines(source, name), args);
    const statement = compileCall(source.dialect, source.schema, routine, args);
    return renderResult(await source.snowflake.run(statement, run));
  });

/** Throws routine_not_found, and invalid_body when the arguments fit none. */
export const chooseOverload = (
  name: string,
  overloads: readonly SnowflakeRoutine[],
  args: Arguments,
): SnowflakeRoutine => {
  if (overloads.length === 0) throw fault('routine_not_found', { routine: name });
  const problems = overloads.map(({ parameters }) =>
    explainArguments(
      parameters.map((one) => ({ name: one.name, optional: one.has_default })),
      [...args.keys()],
    ),
  );
  const chosen = overloads.find((_, index) => problems[index] === undefined);
  if (chosen !== undefined) return chosen;
  throw fault('invalid_body', { reason: `${name}: ${problems[0] ?? 'the arguments do not fit'}` });
};

/** The statement of a call. Each argument is cast, so that the overload is the one chosen. */
export const compileCall = (
  dialect: Dialect,
  schema: string,
  routine: SnowflakeRoutine,
  args: Arguments,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const list = routine.parameters.flatMap((parameter) => {
    const value = args.get(parameter.name);
    if (value === undefined) return [];
    return [`${quote(parameter.name)} => ${argument(dialect, parameter, value, bind)}`];
  });
  const call = `${quote(schema)}.${quote(routine.name)}(${list.join(', ')})`;
  if (routine.type === 'procedure') return statement(`CALL ${call}`);
  return statement(
    routine.returnsTable
      ? `SELECT * FROM TABLE(${call})`
      : `SELECT ${call} AS ${quote(routine.name)}`,
  );
};

/** The catalog leaves out the digits of a NUMBER, which may be any; a cast would round them away. */
const argument = (
  dialect: Dialect,
  { name, db_type }: RoutineParameter,
  value: CellValue,
  bind: Bind,
): string => {
  const isAnyNumber = db_type === 'NUMBER';
  const type = isAnyNumber
    ? ({ json_type: 'number', go_type: 'float64' } as const)
    : portableType(db_type);
  const cell = dialect.cell(value, parameterColumn(name, db_type, type), bind);
  return isAnyNumber ? cell : `(${cell})::${db_type}`;
};
