import type { Connector, KeyedRow, RunOptions } from '../connectors/connector.ts';
import { answerTooLarge } from '../connectors/sql/answer-size.ts';
import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import { literalOfText } from '../query/literal.ts';
import type { RelationPlan } from '../query/plan-related.ts';
import { allOf, type Literal } from '../query/predicate.ts';
import { spliceRow } from './row-text.ts';

/** Related rows one request gets at most, all relations together: it is one answer in memory. */
export const relatedRowsMax = 50_000;
/** Parents one query asks for, and rows it can answer with; more parents are another query. */
const parentsPerQueryMax = 500;
const rowsPerQueryMax = 10_000;

/** What a request may still load. */
interface Budget {
  rows: number;
  bytes: number;
}

/**
 * The parents' JSON with their related records inside: one query per relation for all parents
 * together. Throws invalid_related when there are too many rows.
 */
export const loadRelations = async (
  connector: Connector,
  relations: readonly RelationPlan[],
  parents: readonly KeyedRow[],
  run: RunOptions | undefined,
  budget: Budget = { rows: relatedRowsMax, bytes: run?.answerBytesMax ?? Infinity },
): Promise<readonly string[]> => {
  if (relations.length === 0 || parents.length === 0) return parents.map(({ json }) => json);
  const members = await Promise.all(
    relations.map((relation) => loadRelation({ connector, relation, run, budget }, parents)),
  );
  return parents.map(({ json }, index) =>
    spliceRow(json, members.map((ofRelation) => ofRelation[index] ?? '').join(',')),
  );
};

interface Load {
  readonly connector: Connector;
  readonly relation: RelationPlan;
  readonly run: RunOptions | undefined;
  readonly budget: Budget;
}

/** For each parent the JSON member of one relation: `"orders":[...]`. */
const loadRelation = async (
  load: Load,
  parents: readonly KeyedRow[],
): Promise<readonly string[]> => {
  const { relation } = load;
  const keys = parents.map((parent) => joinKey(parent, relation.parentKeys));
  const distinct = [...new Set(keys.filter((key) => key !== undefined))];
  const children = new Map<string, string[]>();
  for (const some of chunks(distinct, parentsPerQuery(relation))) {
    await loadChildren(load, some, children);
  }
  const name = JSON.stringify(relation.name);
  return keys.map((key) => {
    const rows = (key === undefined ? undefined : children.get(key)) ?? [];
    if (relation.cardinality === 'many') return `${name}:[${rows.join(',')}]`;
    return `${name}:${rows[0] ?? 'null'}`;
  });
};

const loadChildren = async (
  { connector, relation, run, budget }: Load,
  keys: readonly string[],
  children: Map<string, string[]>,
): Promise<void> => {
  const { select, childKeys, to } = relation;
  const columns = to.map((name) => columnOf(relation, name));
  const rows = keys.flatMap((key) => literalsOf(key, columns));
  if (rows.length === 0) return;
  const where = allOf([{ kind: 'key', columns: to, rows }, select.where]);
  const plan = where === undefined ? select : { ...select, where };
  const found = await connector.prepareRead(plan).readKeyed(run);
  budget.rows -= found.length;
  if (budget.rows < 0) {
    throw fault('invalid_related', {
      reason: `more than ${relatedRowsMax} related records; ask for fewer records or a lower limit`,
    });
  }
  for (const { json } of found) budget.bytes -= Buffer.byteLength(json);
  if (budget.bytes < 0) throw answerTooLarge('Query', run?.answerBytesMax ?? 0);
  const jsons = await loadRelations(connector, relation.relations, found, run, budget);
  found.forEach((row, index) => {
    const key = joinKey(row, childKeys);
    const json = jsons[index];
    if (key === undefined || json === undefined) return;
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [json]);
    else siblings.push(json);
  });
};

const parentsPerQuery = ({ select }: RelationPlan): number => {
  const perParent = select.limit ?? 1;
  return Math.max(1, Math.min(parentsPerQueryMax, Math.floor(rowsPerQueryMax / perParent)));
};

/** The values that join, as one text; undefined when one is null, which joins nothing. */
const joinKey = (row: KeyedRow, places: readonly number[]): string | undefined => {
  const values: string[] = [];
  for (const place of places) {
    const value = row.keys[place];
    if (value === null || value === undefined) return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
};

/** One row of a key condition; none when a value cannot be one of the column. */
const literalsOf = (key: string, columns: readonly Column[]): readonly (readonly Literal[])[] => {
  const values = JSON.parse(key) as readonly string[];
  const row: Literal[] = [];
  for (const [index, column] of columns.entries()) {
    const literal = literalOfText(values[index] ?? '', column);
    if (literal === undefined) return [];
    row.push(literal);
  }
  return [row];
};

const columnOf = ({ select }: RelationPlan, name: string): Column => {
  const column = select.table.columns.find((one) => one.name === name);
  if (column === undefined) throw new Error(`${select.table.name} has no column ${name}`);
  return column;
};

const chunks = <T>(values: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
