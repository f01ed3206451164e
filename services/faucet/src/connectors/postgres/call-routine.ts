import type { PostgresQueries } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { Column } from '../../model/schema.ts';
import type { CellValue } from '../../query/plan.ts';
import type { RowsText, RunOptions } from '../connector.ts';
import { bindParameters } from '../sql/bind-parameters.ts';
import type { Bind, Dialect } from '../sql/dialect.ts';
import { explainArguments } from '../sql/explain-arguments.ts';
import type { RoutineRow } from './catalog-queries.ts';
import { portableType, type TypeCatalog } from './column-type.ts';
import { quote } from './dialect.ts';
import { asFaults } from './errors.ts';
import { type Introspection, readRoutineRows } from './introspect.ts';
import { renderQuery, renderText } from './render-rows.ts';

type Arguments = ReadonlyMap<string, CellValue>;

/** Calls the overload whose parameters the arguments fit, each by its declared name. */
export const callRoutine = (
  source: Introspection,
  dialect: Dialect,
  routine: string,
  args: Arguments,
  run: RunOptions = {},
): Promise<RowsText> =>
  asFaults({ action: 'Procedure call', timeoutMs: run.timeoutMs }, async () => {
    const row = chooseOverload(routine, await readRoutineRows(source, routine), args);
    const { bind, statement } = bindParameters(dialect);
    const list = argumentList(row, args, { dialect, types: source.types, bind });
    const call = `${quote(source.schema)}.${quote(routine)}(${list})`;
    const { sql, params } = statement(row.kind === 'p' ? `CALL ${call}` : `SELECT * FROM ${call}`);
    const rendering = {
      queries: source.postgres as PostgresQueries,
      types: source.types,
      options: run,
    };
    if (row.kind === 'f') return renderQuery({ ...rendering, params }, sql, rowsMax);
    const result = await source.postgres.query<Record<string, string | null>>(sql, params, {
      ...run,
      raw: true,
    });
    const rows = result.rows.map((one) => result.columns.map(({ name }) => one[name] ?? null));
    return renderText({ ...rendering, params: [] }, result.columns, rows);
  });

/** What one call answers with at most; the memory of the server is not the caller's. */
const rowsMax = 100_000;

type Parameter = RoutineRow['parameters'][number];

const parametersOf = (row: RoutineRow): readonly (Parameter & { readonly name: string })[] =>
  row.parameters
    .filter(({ mode }) => mode !== 't')
    // One without a name goes by its position, as in the body of the function.
    .map((parameter, index) => ({ ...parameter, name: parameter.name || `$${index + 1}` }));

const takesInput = ({ mode }: Parameter): boolean => mode === 'i' || mode === 'b' || mode === 'v';

const chooseOverload = (
  routine: string,
  overloads: readonly RoutineRow[],
  args: Arguments,
): RoutineRow => {
  const [first] = overloads;
  if (first === undefined) throw fault('routine_not_found', { routine });
  const problems = overloads.map((row) =>
    explainArguments(
      parametersOf(row)
        .filter(takesInput)
        .map(({ name, has_default, mode }) => ({ name, optional: has_default || mode === 'v' })),
      [...args.keys()],
    ),
  );
  const chosen = overloads.find((_, index) => problems[index] === undefined);
  if (chosen !== undefined) return chosen;
  throw fault('invalid_body', { reason: `${routine}: ${problems[0] ?? 'no overload fits'}` });
};

interface Binding {
  readonly dialect: Dialect;
  readonly types: TypeCatalog;
  readonly bind: Bind;
}

const argumentList = (row: RoutineRow, args: Arguments, binding: Binding): string => {
  const parameters = parametersOf(row).filter((one) => row.kind === 'p' || takesInput(one));
  const isNamed = row.parameters.every(({ name }) => name !== null && name !== '');
  const list: string[] = [];
  for (const parameter of parameters) {
    const given = args.get(parameter.name);
    // By position nothing can follow what was left out; the names of all are then known missing.
    if (given === undefined && takesInput(parameter)) {
      if (isNamed) continue;
      break;
    }
    const value = given === undefined ? 'NULL' : argument(parameter, given, binding);
    const variadic = parameter.mode === 'v' ? 'VARIADIC ' : '';
    list.push(isNamed ? `${variadic}${quote(parameter.name)} => ${value}` : `${variadic}${value}`);
  }
  return list.join(', ');
};

const argument = (
  { name, db_type }: Parameter & { readonly name: string },
  value: CellValue,
  { dialect, types, bind }: Binding,
): string => {
  const cell = dialect.cell(value, parameterColumn(name, db_type, types), bind);
  // Said outright, so that the overload is the one chosen here; polymorphic types cannot be said.
  return /^any|^"any"$/.test(db_type) ? cell : `(${cell})::${db_type}`;
};

/** A parameter as the column it is like. */
const parameterColumn = (name: string, db_type: string, types: TypeCatalog): Column => ({
  name,
  position: 0,
  db_type,
  ...portableType(types.find(db_type), db_type),
  nullable: true,
  is_primary_key: false,
  is_auto_increment: false,
  is_unique: false,
});
