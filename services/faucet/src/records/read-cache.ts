import { Recent } from '@aquifer/service';
import type { Connector, PreparedRead } from '../connectors/connector.ts';
import type { DatabaseSchema } from '../model/schema.ts';
import { filterShape } from '../query/filter-shape.ts';
import {
  planOtherFilter,
  planOtherRecord,
  planRead,
  planReadOne,
  type ReadPlan,
  type ReadSubject,
} from '../query/plan-read.ts';
import type { RelatedTables, RelationPlan } from '../query/plan-related.ts';
import type { ReadParameters } from '../query/read-parameters.ts';
import type { ReadRequest, ReadSource } from './read-source.ts';

/** Plans kept; each holds a compiled statement. */
const entriesMax = 2000;
/** Requests with more text than this are planned every time, in UTF-16 units. */
const keyLengthMax = 2048;

/** What is read: a page of rows, a stream of rows, or the record of a key. */
export type ReadKind = 'list' | 'stream' | { readonly record: string };

/** A plan together with the statement that carries it out. */
export interface PreparedPlan {
  readonly plan: ReadPlan;
  readonly read: PreparedRead;
}

/**
 * Plans by table, permission and raw request: equal requests are neither parsed nor compiled again.
 * Requests for other records of a table, or with other values in their filter, are not compiled
 * again either.
 * A changed table or role is another object, so its plans are not found any more and fall out in
 * time; those unused for long go first.
 */
export class ReadCache {
  readonly #entries = new Recent<string, Entry>(entriesMax, () => 1);
  readonly #numbers = new WeakMap<object, number>();
  #lastNumber = 0;

  /** At once, unless the request has `related` and the schema is not known yet. */
  prepare(
    source: ReadSource,
    kind: ReadKind,
    request: ReadRequest,
  ): PreparedPlan | Promise<PreparedPlan> {
    const key = this.#keyOf(source, typeof kind === 'object' ? 'record' : kind, request.key);
    const known = this.#entries.get(key);
    if (known !== undefined && isCurrent(known.related, source)) {
      return typeof kind === 'object' ? otherRecord(known, source, kind.record) : known;
    }
    const parameters = request.parameters();
    if (isGiven(parameters.related)) return this.#addRelated(key, source, kind, parameters);
    if (typeof kind === 'object') return this.#add(key, createEntry(source, kind, parameters));
    return this.#add(key, this.#rowsEntry(source, kind, parameters));
  }

  #rowsEntry(source: ReadSource, kind: 'list' | 'stream', parameters: ReadParameters): Entry {
    const alike = alikeText(parameters);
    if (alike === undefined) return createEntry(source, kind, parameters);
    const key = this.#keyOf(source, `${kind}-alike`, alike);
    const model = this.#entries.get(key);
    if (model === undefined) return this.#add(key, createEntry(source, kind, parameters));
    return otherFilter(model, source, parameters);
  }

  #addRelated(
    key: string,
    source: ReadSource,
    kind: ReadKind,
    parameters: ReadParameters,
  ): PreparedPlan | Promise<PreparedPlan> {
    const add = (known: DatabaseSchema): PreparedPlan =>
      this.#add(key, createEntry(source, kind, parameters, known));
    const schema = source.catalog.schema();
    return schema instanceof Promise ? schema.then(add) : add(schema);
  }

  #keyOf(source: ReadSource, what: string, request: string): string {
    const { connector, table, permission } = source;
    return `${this.#numberOf(connector)} ${this.#numberOf(table)} ${this.#numberOf(permission)} ${what} ${request}`;
  }

  #numberOf(value: object): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#lastNumber += 1;
    this.#numbers.set(value, this.#lastNumber);
    return this.#lastNumber;
  }

  #add(key: string, entry: Entry): Entry {
    if (key.length <= keyLengthMax) this.#entries.set(key, entry);
    return entry;
  }
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

/** What lists have in common that differ in the values of their filter only; undefined: nothing to vary. */
const alikeText = (parameters: ReadParameters): string | undefined => {
  if (isGiven(parameters.ids) || isGiven(parameters.cursor)) return undefined;
  const shape = filterShape(parameters.filter ?? '');
  return shape && JSON.stringify({ ...parameters, filter: shape });
};

interface Entry extends PreparedPlan {
  readonly related?: RelatedTo;
}

/** What a plan with relations was made of besides its own table. */
interface RelatedTo {
  readonly schema: DatabaseSchema;
  readonly permissions: ReadonlyMap<string, unknown>;
}

/** A plan is kept for the records of a table, not for each of them: only the key is new. */
const otherRecord = (entry: Entry, source: ReadSource, record: string): PreparedPlan => {
  const plan = planOtherRecord(entry.plan, source, record);
  return { plan, read: readOfOther(entry, source, plan) };
};

const otherFilter = (model: Entry, source: ReadSource, parameters: ReadParameters): Entry => {
  const plan = planOtherFilter(model.plan, source, parameters);
  return { plan, read: readOfOther(model, source, plan) };
};

const readOfOther = ({ read }: Entry, { connector }: ReadSource, plan: ReadPlan): PreparedRead =>
  read.withWhere?.(plan.select) ?? prepare(connector, plan);

const createEntry = (
  { connector, table, permission, catalog }: ReadSource,
  kind: ReadKind,
  parameters: ReadParameters,
  schema?: DatabaseSchema,
): Entry => {
  const related: RelatedTables | undefined = schema && {
    tables: tablesOf(schema),
    permission: (name) => catalog.permission(name),
  };
  const subject: ReadSubject = { table, permission, related };
  const plan =
    typeof kind === 'object'
      ? planReadOne(subject, kind.record, parameters)
      : planRead(subject, parameters, { stream: kind === 'stream' });
  const entry = { plan, read: prepare(connector, plan) };
  if (schema === undefined) return entry;
  const names = new Set(relatedTables(plan.relations));
  const permissions = new Map([...names].map((name) => [name, catalog.permission(name)]));
  return { ...entry, related: { schema, permissions } };
};

const prepare = (connector: Connector, plan: ReadPlan): PreparedRead =>
  connector.prepareRead(plan.select);

const relatedTables = (relations: readonly RelationPlan[]): readonly string[] =>
  relations.flatMap((one) => [one.select.table.name, ...relatedTables(one.relations)]);

/** A schema that has to be waited for is not the one the plan was made of. */
const isCurrent = (related: RelatedTo | undefined, { catalog }: ReadSource): boolean => {
  if (related === undefined) return true;
  if (catalog.schema() !== related.schema) return false;
  for (const [table, permission] of related.permissions) {
    if (catalog.permission(table) !== permission) return false;
  }
  return true;
};

const listed = new WeakMap<DatabaseSchema, DatabaseSchema['tables']>();

/** One list per schema, so that relations are named once. */
const tablesOf = (schema: DatabaseSchema): DatabaseSchema['tables'] => {
  const known = listed.get(schema);
  if (known !== undefined) return known;
  const tables = [...schema.tables, ...schema.views];
  listed.set(schema, tables);
  return tables;
};
