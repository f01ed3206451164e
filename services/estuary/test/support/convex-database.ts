import { ConvexIndex } from './convex-index.ts';
import type { KeyRange, Row } from './convex-index.ts';
import { fitsShape } from './convex-shape.ts';
import type { ConvexShape } from './convex-shape.ts';

/** A table of a schema: what its rows have, and the names and fields of its indexes. */
export interface ConvexTable {
  readonly row: ConvexShape;
  readonly indexes: ReadonlyMap<string, readonly string[]>;
}

/** The index that every table has. */
const BY_CREATION = 'by_creation_time';

interface Index {
  readonly fields: readonly string[];
  readonly rows: ConvexIndex;
}

interface Table {
  readonly row: ConvexShape;
  readonly rows: Map<string, Row>;
  readonly indexes: ReadonlyMap<string, Index>;
}

/** The part of Convex's `ctx.db` that our functions use, in memory. A mutation that throws is undone. */
export class ConvexDatabase {
  readonly #tables: ReadonlyMap<string, Table>;
  #undo: (() => void)[] = [];
  #made = 0;

  constructor(tables: Readonly<Record<string, ConvexTable>>) {
    this.#tables = new Map(
      Object.entries(tables).map(([name, { row, indexes }]) => [
        name,
        {
          row,
          rows: new Map(),
          indexes: new Map([...indexes, [BY_CREATION, []] as const].map(opened)),
        },
      ]),
    );
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#undo = [];
    try {
      return await work();
    } catch (error) {
      for (const step of this.#undo.toReversed()) step();
      throw error;
    }
  }

  async insert(table: string, fields: Row): Promise<string> {
    this.#made += 1;
    const id = `${table}:${this.#made}`;
    // No two rows have the same, so that indexes are in one order only.
    this.#put(id, { ...fields, _id: id, _creationTime: this.#made });
    return id;
  }

  async replace(id: string, fields: Row): Promise<void> {
    const { _creationTime } = this.#existing(id);
    this.#put(id, { ...fields, _id: id, _creationTime });
  }

  async patch(id: string, fields: Row): Promise<void> {
    this.#put(id, { ...this.#existing(id), ...fields });
  }

  async delete(id: string): Promise<void> {
    this.#existing(id);
    this.#put(id, undefined);
  }

  query(table: string): ConvexQuery {
    return new ConvexQuery(this.#of(table));
  }

  #of(idOrTable: string): Table {
    const table = this.#tables.get(idOrTable.split(':', 1)[0] ?? '');
    if (table === undefined) throw new Error(`there is no table of ${idOrTable}`);
    return table;
  }

  #existing(id: string): Row {
    const row = this.#of(id).rows.get(id);
    if (row === undefined) throw new Error(`there is no row ${id}`);
    return row;
  }

  #put(id: string, row: Row | undefined): void {
    const table = this.#of(id);
    if (row !== undefined) expectFit(table.row, row);
    const before = table.rows.get(id);
    exchange(table, before, row);
    this.#undo.push(() => exchange(table, row, before));
  }
}

function expectFit(shape: ConvexShape, { _id: id, _creationTime: _, ...fields }: Row): void {
  if (!fitsShape(shape, fields)) throw new Error(`the schema does not allow ${String(id)}`);
}

const opened = ([name, named]: readonly [string, readonly string[]]): readonly [string, Index] => {
  const fields = [...named, '_creationTime'];
  return [name, { fields, rows: new ConvexIndex(fields) }];
};

function exchange({ rows, indexes }: Table, before: Row | undefined, after: Row | undefined): void {
  if (before !== undefined) rows.delete(String(before['_id']));
  if (after !== undefined) rows.set(String(after['_id']), after);
  for (const index of indexes.values()) {
    if (before !== undefined) index.rows.remove(before);
    if (after !== undefined) index.rows.add(after);
  }
}

class ConvexQuery implements AsyncIterable<Row> {
  readonly #table: Table;
  #index: Index;
  #range: KeyRange = { equal: [] };
  #isDescending = false;

  constructor(table: Table) {
    this.#table = table;
    this.#index = table.indexes.get(BY_CREATION) as Index;
  }

  withIndex(name: string, narrow: (range: Range) => Range): this {
    const index = this.#table.indexes.get(name);
    if (index === undefined) throw new Error(`there is no index ${name}`);
    this.#index = index;
    this.#range = narrow(new Range({ equal: [] }, index.fields)).asked;
    return this;
  }

  order(order: 'asc' | 'desc'): this {
    this.#isDescending = order === 'desc';
    return this;
  }

  async take(count: number): Promise<readonly Row[]> {
    const taken: Row[] = [];
    if (count === 0) return taken;
    for (const row of this.#read()) if (taken.push(row) >= count) break;
    return taken;
  }

  async first(): Promise<Row | null> {
    return (await this.take(1))[0] ?? null;
  }

  async unique(): Promise<Row | null> {
    const rows = await this.take(2);
    if (rows.length > 1) throw new Error('unique() query returned more than one result');
    return rows[0] ?? null;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    yield* this.#read();
  }

  #read(): Iterable<Row> {
    return this.#index.rows.read(this.#range, this.#isDescending);
  }
}

type Bound = 'gt' | 'gte' | 'lt' | 'lte';

/** Fields are narrowed in the order of the index, and after bounds no further one. */
class Range {
  readonly asked: KeyRange;
  readonly #fields: readonly string[];

  constructor(asked: KeyRange, fields: readonly string[]) {
    this.asked = asked;
    this.#fields = fields;
  }

  eq = (field: string, value: string | number): Range => {
    this.#expect(field);
    if (this.asked.from !== undefined || this.asked.to !== undefined) {
      throw new Error(`${field} comes behind bounds`);
    }
    return new Range({ equal: [...this.asked.equal, value] }, this.#fields);
  };
  gt = (field: string, value: string | number): Range => this.#bound('gt', field, value);
  gte = (field: string, value: string | number): Range => this.#bound('gte', field, value);
  lt = (field: string, value: string | number): Range => this.#bound('lt', field, value);
  lte = (field: string, value: string | number): Range => this.#bound('lte', field, value);

  #bound(operator: Bound, field: string, value: string | number): Range {
    this.#expect(field);
    const bound = { value, isIn: operator.endsWith('e') };
    const side = operator.startsWith('g') ? 'from' : 'to';
    return new Range({ ...this.asked, [side]: bound }, this.#fields);
  }

  #expect(field: string): void {
    const next = this.#fields[this.asked.equal.length];
    if (field !== next) throw new Error(`${field} is out of the index's order`);
  }
}
