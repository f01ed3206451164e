import { fault } from '../../faults.ts';
import type { Routine, RoutineParameter } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { RowsText, RunOptions } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import type { Bind, Dialect, Field } from '../sql/dialect.ts';
import { explainArguments } from '../sql/explain-arguments.ts';
import { parameterColumn } from '../sql/parameter-column.ts';
import { portableType } from './column-type.ts';
import { quote, rowJson, text } from './dialect.ts';
import { asFaults } from './errors.ts';
import { type Introspection, readRoutines } from './introspect.ts';
import type { OracleResult, OracleStatement } from './oracle-statement.ts';
import type { Oracle } from './oracle.ts';
import { renderResult } from './render-rows.ts';

type Arguments = ReadonlyMap<string, CellValue>;

/** Calls a procedure or function, each argument by its declared name. */
export const callRoutine = (
  source: Introspection & { readonly oracle: Oracle; readonly dialect: Dialect },
  name: string,
  args: Arguments,
  run: RunOptions = {},
): Promise<RowsText> =>
  asFaults({ action: 'Procedure call', timeoutMs: run.timeoutMs }, async () => {
    const [routine] = await readRoutines(source, name);
    if (routine === undefined) throw fault('routine_not_found', { routine: name });
    const statement = compileCall(source.dialect, source.schema, routine, args);
    return resultOf(await source.oracle.run(statement, run));
  });

/**
 * A block that puts the arguments into variables of the parameters' types, calls the routine by
 * name, and gives back cursors as they are and all other outputs as one JSON object, rendered by
 * SQL like columns are. Throws invalid_body for arguments that do not fit.
 */
export const compileCall = (
  dialect: Dialect,
  schema: string,
  routine: Routine,
  args: Arguments,
): OracleStatement => {
  const inputs = routine.parameters.filter(({ mode }) => mode !== 'out');
  const problem = explainArguments(
    inputs.map(({ name, has_default }) => ({ name, optional: has_default })),
    [...args.keys()],
  );
  if (problem !== undefined) {
    throw fault('invalid_body', { reason: `${routine.name}: ${problem}` });
  }
  const { bind, statement } = bindParameters(dialect);
  const parts = routine.parameters.map((parameter, index) =>
    partOf(parameter, `v${index}`, args, { dialect, bind }),
  );
  const result = returnPart(routine);
  const block = blockOf(`${quote(schema)}.${quote(routine.name)}`, parts, result);
  const { sql, params } = statement('');
  const place = (output: number): string => dialect.placeholder(params.length + output);
  return { sql: sql + block.text(place), params, outputs: block.outputs, isBlock: true };
};

interface Part {
  readonly name: string;
  /** Its variable; absent for a cursor. */
  readonly variable?: string;
  readonly declaration?: string;
  /** Where the value comes out again. */
  readonly output?: Field;
  readonly isPassed: boolean;
}

const partOf = (
  parameter: RoutineParameter,
  variable: string,
  args: Arguments,
  { dialect, bind }: { readonly dialect: Dialect; readonly bind: Bind },
): Part => {
  const { name, db_type, mode } = parameter;
  if (db_type === 'REF CURSOR') return { name, isPassed: true };
  const value = args.get(name);
  const isOutput = mode !== 'in';
  // One that is left out takes its default, unless it gives something back.
  if (value === undefined && !isOutput) return { name, isPassed: false };
  const column = parameterColumn(name, db_type, portableType(db_type));
  const start =
    value === undefined || mode === 'out' ? '' : ` := ${argument(value, column, dialect, bind)}`;
  return {
    name,
    variable,
    declaration: `${variable} ${variableType(db_type)}${start};`,
    ...(isOutput && { output: { name, sql: variable, column } }),
    isPassed: true,
  };
};

/** PL/SQL has a boolean of its own, which no bind reaches before 23ai. */
const argument = (
  value: CellValue,
  column: Field['column'],
  dialect: Dialect,
  bind: Bind,
): string => {
  if (!isBoolean(column.db_type)) return dialect.cell(value, column, bind);
  if (value === null) return 'NULL';
  const said = typeof value === 'object' ? value.text : String(value);
  if (!/^(true|false|1|0)$/i.test(said)) {
    throw fault('invalid_body', { reason: `"${column.name}" takes true or false` });
  }
  return /^(true|1)$/i.test(said) ? 'TRUE' : 'FALSE';
};

const isBoolean = (dbType: string): boolean => /^(PL\/SQL )?BOOLEAN$/.test(dbType);

/** Parameters have no sizes; variables need one. */
const variableType = (dbType: string): string => {
  if (isBoolean(dbType)) return 'BOOLEAN';
  if (/^N?(VARCHAR2?|CHAR)$/.test(dbType)) return `${dbType}(32767)`;
  return dbType === 'RAW' ? 'RAW(32767)' : dbType;
};

const returnPart = (routine: Routine): Part | undefined => {
  if (routine.type === 'procedure') return undefined;
  const { name, return_type: db_type } = routine;
  if (db_type === 'REF CURSOR') return { name, isPassed: false };
  const column = parameterColumn(name, db_type, portableType(db_type));
  return {
    name,
    variable: 'vr',
    declaration: `vr ${variableType(db_type)};`,
    output: { name, sql: 'vr', column },
    isPassed: false,
  };
};

interface Block {
  text(place: (output: number) => string): string;
  readonly outputs: readonly ('rows' | 'text')[];
}

const blockOf = (target: string, parts: readonly Part[], result: Part | undefined): Block => {
  const fields = [result, ...parts].flatMap((part) => part?.output ?? []);
  const isCursor = (part: Part): boolean => part.isPassed && part.variable === undefined;
  const returnsCursor = result !== undefined && result.variable === undefined;
  const cursors = parts.filter(isCursor).length + (returnsCursor ? 1 : 0);
  const booleans = fields.filter(({ column }) => isBoolean(column.db_type));
  const text = (place: (output: number) => string): string => {
    let output = 0;
    const start = result === undefined ? '' : `${result.variable ?? place((output += 1))} := `;
    const passed = parts
      .filter(({ isPassed }) => isPassed)
      .map((part) => `${quote(part.name)} => ${part.variable ?? place((output += 1))}`);
    const call = `${start}${target}${passed.length === 0 ? '' : `(${passed.join(', ')})`};`;
    const declarations = [result, ...parts].flatMap((part) => part?.declaration ?? []);
    const lines = [...declarations, ...booleans.map(({ sql }) => `${sql}b VARCHAR2(5);`)];
    const into =
      fields.length === 0
        ? []
        : [`SELECT ${outputJson(fields)} INTO ${place(output + 1)} FROM DUAL;`];
    const body = [call, ...booleans.map(booleanLine), ...into];
    return [...(lines.length === 0 ? [] : ['DECLARE', ...lines]), 'BEGIN', ...body, 'END;'].join(
      '\n',
    );
  };
  const outputs = [
    ...Array.from({ length: cursors }, () => 'rows' as const),
    ...(fields.length === 0 ? [] : ['text' as const]),
  ];
  return { text, outputs };
};

const booleanLine = ({ sql }: Field): string =>
  `${sql}b := CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END;`;

const outputJson = (fields: readonly Field[]): string => {
  const plain = fields.filter(({ column }) => !isBoolean(column.db_type));
  if (plain.length === fields.length) return rowJson(fields);
  const members = fields.map(({ name, sql, column }) =>
    isBoolean(column.db_type)
      ? `KEY ${text(name)} VALUE ${sql}b FORMAT JSON`
      : memberOf(rowJson([{ name, sql, column }])),
  );
  return `JSON_OBJECT(${members.join(', ')} NULL ON NULL RETURNING CLOB)`;
};

/** The one member of an object as SQL. */
const memberOf = (object: string): string =>
  object.slice('JSON_OBJECT('.length, -' NULL ON NULL RETURNING CLOB)'.length);

/** The first cursor or implicit result; the other outputs when there is none. */
const resultOf = ({ outputs, implicit }: OracleResult): RowsText => {
  const cursor = outputs.find((output) => output.kind === 'rows');
  if (cursor !== undefined) return renderResult(cursor.rows);
  const [first] = implicit;
  if (first !== undefined) return renderResult(first);
  const object = outputs.find((output) => output.kind === 'text');
  return object?.value == null ? { json: '', count: 0 } : { json: object.value, count: 1 };
};
