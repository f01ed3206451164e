import { fault } from '../../faults.ts';
import type { Column, Routine, RoutineParameter } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { RowsText, RunOptions } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import { explainArguments } from '../sql/explain-arguments.ts';
import { portableType, typeKind } from './column-type.ts';
import { quote, text } from './dialect.ts';
import { asFaults } from './errors.ts';
import { type Introspection, readRoutines } from './introspect.ts';
import type { Mysql, MysqlSession } from './mysql.ts';
import { renderResult } from './render-rows.ts';
import { jsonValue } from './values.ts';

type Arguments = ReadonlyMap<string, CellValue>;

/** Calls a procedure or function, each argument by its declared name. */
export const callRoutine = (
  source: Introspection & { readonly mysql: Mysql; readonly dialect: Dialect },
  name: string,
  args: Arguments,
  run: RunOptions = {},
): Promise<RowsText> =>
  asFaults({ action: 'Procedure call', timeoutMs: run.timeoutMs }, async () => {
    const routine = chooseRoutine(name, await readRoutines(source, name), args);
    const target = `${quote(source.database)}.${quote(name)}`;
    const call = { ...source, routine, target, args, run };
    return routine.type === 'function'
      ? callFunction(call)
      : source.mysql.session((session) => callProcedure(call, session), run.signal);
  });

interface Call extends Introspection {
  readonly mysql: Mysql;
  readonly dialect: Dialect;
  readonly routine: Routine;
  readonly target: string;
  readonly args: Arguments;
  readonly run: RunOptions;
}

/** A procedure and a function may share a name; the arguments tell which is meant. */
const chooseRoutine = (name: string, routines: readonly Routine[], args: Arguments): Routine => {
  if (routines.length === 0) throw fault('routine_not_found', { routine: name });
  const problems = routines.map(({ parameters }) =>
    explainArguments(
      parameters.filter(takesInput).map((one) => ({ name: one.name, optional: false })),
      [...args.keys()],
    ),
  );
  const chosen = routines.find((_, index) => problems[index] === undefined);
  if (chosen !== undefined) return chosen;
  throw fault('invalid_body', { reason: `${name}: ${problems[0] ?? 'the arguments do not fit'}` });
};

const takesInput = ({ mode }: RoutineParameter): boolean => mode !== 'out';

const callFunction = async (call: Call): Promise<RowsText> => {
  const { routine, dialect, flavour, args, target, run } = call;
  const { bind, statement } = bindParameters(dialect);
  const cells = routine.parameters.map((parameter) =>
    dialect.cell(args.get(parameter.name) ?? null, columnOf(parameter), bind),
  );
  // The limit keeps the inner query apart, so that the function is called once.
  const inner = `SELECT ${target}(${cells.join(', ')}) AS r LIMIT 1`;
  const value = jsonValue('q.r', routine.return_type, flavour);
  const sql = `SELECT JSON_OBJECT(${text(routine.name)}, ${value}) FROM (${inner}) q`;
  const { rows } = await call.mysql.run(statement(sql), run);
  return { json: rows.map(([json]) => json).join(','), count: rows.length };
};

/** Values go through variables of the session: outputs come back in them, and CALL binds no output. */
const callProcedure = async (call: Call, session: MysqlSession): Promise<RowsText> => {
  const { routine, target, run } = call;
  const variables = routine.parameters.map((_, index) => `@faucet_${index}`);
  try {
    for (const [index, parameter] of routine.parameters.entries()) {
      await session.run(assignment(call, parameter, `@faucet_${index}`));
    }
    const results = await session.text(`CALL ${target}(${variables.join(', ')})`, run, rowsMax);
    const rows = results.find(({ fields }) => fields !== undefined);
    return rows === undefined ? await outputs(call, session) : renderResult(rows);
  } finally {
    // They would stay with the connection.
    const reset = variables.map((variable) => `${variable} = NULL`).join(', ');
    if (reset !== '') await session.text(`SET ${reset}`, {}, 0).catch(() => undefined);
  }
};

/** What one call answers with at most; the memory of the server is not the caller's. */
const rowsMax = 100_000;

const assignment = (
  { dialect, args }: Call,
  parameter: RoutineParameter,
  variable: string,
): Statement => {
  const { bind, statement } = bindParameters(dialect);
  const value = takesInput(parameter) ? (args.get(parameter.name) ?? null) : null;
  return statement(`SET ${variable} = ${dialect.cell(value, columnOf(parameter), bind)}`);
};

const outputs = async ({ routine, flavour }: Call, session: MysqlSession): Promise<RowsText> => {
  const members = routine.parameters.flatMap((parameter, index) =>
    parameter.mode === 'in'
      ? []
      : [
          text(parameter.name),
          jsonValue(variable(index, parameter.db_type), parameter.db_type, flavour),
        ],
  );
  if (members.length === 0) return { json: '', count: 0 };
  const { rows } = await session.run({
    sql: `SELECT JSON_OBJECT(${members.join(', ')})`,
    params: [],
  });
  return { json: String(rows[0]?.[0]), count: 1 };
};

/** A variable takes the type of what was last put into it, so numbers are told apart again. */
const variable = (index: number, dbType: string): string => {
  const name = `@faucet_${index}`;
  const kind = typeKind(dbType);
  if (kind === 'float') return `CAST(${name} AS DOUBLE)`;
  if (kind !== 'integer' && kind !== 'tinyint') return name;
  return `CAST(${name} AS ${/unsigned/i.test(dbType) ? 'UNSIGNED' : 'SIGNED'})`;
};

/** A parameter as the column it is like. */
const columnOf = ({ name, db_type }: RoutineParameter): Column => ({
  name,
  position: 0,
  db_type,
  ...portableType(db_type),
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
});
