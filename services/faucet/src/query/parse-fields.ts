import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import type { ColumnScope } from './column-scope.ts';
import type { Refuse } from './parse-filter.ts';
import type { AggregateFunction, Projection } from './plan.ts';
import { splitList } from './split-list.ts';

const refuseGroup: Refuse = (reason) => fault('invalid_group', { reason });

type Aggregate = Projection & { readonly kind: 'aggregate' };

/** What `fields` asks for, or every visible column when it asks for nothing (contract §8.2). */
export const parseFields = (
  text: string | undefined,
  scope: ColumnScope,
  refuse: Refuse = (reason) => fault('invalid_fields', { reason }),
): readonly Projection[] => {
  const entries = splitList(text ?? '');
  if (entries.length === 0) return allColumns(scope);
  const projections = new Map<string, Projection>();
  for (const entry of entries) {
    const projection = parseEntry(entry, scope, refuse);
    const name = projection.kind === 'column' ? projection.column.name : projection.alias;
    const known = projections.get(name);
    if (known !== undefined && (known.kind === 'aggregate' || projection.kind === 'aggregate')) {
      throw refuse(`"${name}" stands for two things; give one an alias with AS`);
    }
    projections.set(name, projection);
  }
  return [...projections.values()];
};

/**
 * Columns that `group` asks for. It needs `fields`, and every plain column in `fields` must be
 * grouped once there is a group or an aggregate.
 */
export const parseGroup = (
  text: string | undefined,
  fields: string | undefined,
  projections: readonly Projection[],
  scope: ColumnScope,
): readonly string[] => {
  const group = [
    ...new Set(splitList(text ?? '').map((entry) => findColumn(entry, scope, refuseGroup).name)),
  ];
  if (group.length > 0 && splitList(fields ?? '').length === 0) {
    throw refuseGroup('it needs the fields parameter: grouped columns and aggregates');
  }
  if (group.length === 0 && projections.every(({ kind }) => kind === 'column')) return group;
  for (const projection of projections) {
    if (projection.kind === 'column' && !group.includes(projection.column.name)) {
      const reason = `column "${projection.column.name}" must be wrapped in an aggregate function or listed in the group parameter`;
      throw fault('invalid_fields', { reason });
    }
  }
  return group;
};

/** The column of an exact name first, so that names no grammar allows can be asked for as well. */
export const findColumn = (entry: string, scope: ColumnScope, refuse: Refuse): Column => {
  const column = scope.find(entry);
  if (column !== undefined) return column;
  if (isIdentifier(entry)) {
    throw refuse(`column "${entry}" does not exist in "${scope.table}"`);
  }
  throw refuse(`"${shorten(entry)}" is no column of "${scope.table}"`);
};

/** Alphabet and length of names in the contract, §8.2. */
export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name);

const everyColumn = new WeakMap<ColumnScope, readonly Projection[]>();

const allColumns = (scope: ColumnScope): readonly Projection[] => {
  let projections = everyColumn.get(scope);
  if (projections === undefined) {
    projections = scope.columns.map((column) => ({ kind: 'column', column }));
    everyColumn.set(scope, projections);
  }
  return projections;
};

const parseEntry = (entry: string, scope: ColumnScope, refuse: Refuse): Projection => {
  if (scope.find(entry) === undefined) {
    const open = entry.indexOf('(');
    if (open !== -1) return parseAggregate(entry, open, scope, refuse);
  }
  return { kind: 'column', column: findColumn(entry, scope, refuse) };
};

const functions = new Map<string, AggregateFunction>([
  ['count', 'count'],
  ['sum', 'sum'],
  ['avg', 'avg'],
  ['min', 'min'],
  ['max', 'max'],
]);

/** `name ( [DISTINCT] column | * ) [AS alias]`, any case. */
const parseAggregate = (
  entry: string,
  open: number,
  scope: ColumnScope,
  refuse: Refuse,
): Aggregate => {
  const written = entry.slice(0, open).trim();
  const name = functions.get(written.toLowerCase());
  if (name === undefined) {
    throw refuse(`unknown function "${shorten(written)}": expected COUNT, SUM, AVG, MIN or MAX`);
  }
  const close = entry.lastIndexOf(')');
  if (close < open) throw refuse(`"${shorten(entry)}" lacks its closing parenthesis`);
  const argument = parseArgument(name, entry.slice(open + 1, close).trim(), scope, refuse);
  const alias = parseAlias(entry.slice(close + 1).trim(), refuse);
  return { kind: 'aggregate', name, ...argument, alias: alias ?? defaultAlias(name, argument) };
};

type Argument = Pick<Aggregate, 'column' | 'distinct'>;

const parseArgument = (
  name: AggregateFunction,
  text: string,
  scope: ColumnScope,
  refuse: Refuse,
): Argument => {
  if (text === '*') {
    if (name !== 'count')
      throw refuse(`${name.toUpperCase()}(*) has no meaning; only COUNT(*) has`);
    return { distinct: false };
  }
  const plain = scope.find(text);
  if (plain !== undefined) return { column: plain, distinct: false };
  const [word = '', ...rest] = text.split(/\s+/);
  if (word.toUpperCase() !== 'DISTINCT') {
    return { column: findColumn(text, scope, refuse), distinct: false };
  }
  if (name !== 'count') throw refuse('DISTINCT is only for COUNT');
  return { column: findColumn(rest.join(' '), scope, refuse), distinct: true };
};

const defaultAlias = (name: AggregateFunction, { column, distinct }: Argument): string => {
  if (column === undefined) return name;
  return distinct ? `${name}_distinct_${column.name}` : `${name}_${column.name}`;
};

const reserved = new Set(
  (
    'SELECT INSERT UPDATE DELETE DROP CREATE ALTER TRUNCATE EXEC EXECUTE UNION INTO FROM WHERE ' +
    'TABLE DATABASE GRANT REVOKE INDEX VIEW PROCEDURE FUNCTION TRIGGER SCHEMA'
  ).split(' '),
);

const parseAlias = (text: string, refuse: Refuse): string | undefined => {
  if (text === '') return undefined;
  const [as = '', alias = '', ...more] = text.split(/\s+/);
  if (as.toUpperCase() !== 'AS' || more.length > 0) {
    throw refuse(`expected AS and an alias, got "${shorten(text)}"`);
  }
  if (!isIdentifier(alias)) {
    throw refuse(`alias "${shorten(alias)}" must be letters, digits and _, at most 128`);
  }
  if (reserved.has(alias.toUpperCase())) throw refuse(`alias "${alias}" is a reserved word`);
  return alias;
};

/** What a caller wrote, for a message. */
const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
