import { compareUtf8 } from '@aquifer/service';

type Row = Readonly<Record<string, unknown>>;
type Value = string | number;
type Condition = readonly [operator: 'eq' | 'gt' | 'gte' | 'lt' | 'lte', field: string, Value];

/** Tables with the names and the fields of their indexes, as a schema exports them. */
export type Tables = Readonly<Record<string, ReadonlyMap<string, readonly string[]>>>;

/** The part of Convex's `ctx.db` that our functions use, in memory. A mutation that throws is undone. */
export class ConvexDatabase {
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #tables: Tables;
  #undo: (() => void)[] = [];
  #made = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
    for (const table of Object.keys(tables)) this.#rows.set(table, new Map());
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
    this.#put(id, { ...fields, _id: id, _creationTime: Date.now() });
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
    const indexes = this.#tables[table];
    if (indexes === undefined) throw new Error(`there is no table ${table}`);
    return new ConvexQuery(() => [...this.#of(table).values()], indexes);
  }

  #of(idOrTable: string): Map<string, Row> {
    const rows = this.#rows.get(idOrTable.split(':', 1)[0] ?? '');
    if (rows === undefined) throw new Error(`there is no table of ${idOrTable}`);
    return rows;
  }

  #existing(id: string): Row {
    const row = this.#of(id).get(id);
    if (row === undefined) throw new Error(`there is no row ${id}`);
    return row;
  }

  #put(id: string, row: Row | undefined): void {
    const rows = this.#of(id);
    const before = rows.get(id);
    this.#undo.push(() => void (before === undefined ? rows.delete(id) : rows.set(id, before)));
    if (row === undefined) rows.delete(id);
    else rows.set(id, row);
  }
}

class ConvexQuery implements AsyncIterable<Row> {
  readonly #rows: () => readonly Row[];
  readonly #indexes: ReadonlyMap<string, readonly string[]>;
  #fields: readonly string[] = ['_creationTime'];
  #conditions: readonly Condition[] = [];
  #isDescending = false;

  constructor(rows: () => readonly Row[], indexes: ReadonlyMap<string, readonly string[]>) {
    this.#rows = rows;
    this.#indexes = indexes;
  }

  withIndex(name: string, narrow: (range: Range) => Range): this {
    const fields = this.#indexes.get(name);
    if (fields === undefined) throw new Error(`there is no index ${name}`);
    this.#fields = fields;
    this.#conditions = narrow(new Range([], fields)).conditions;
    return this;
  }

  order(order: 'asc' | 'desc'): this {
    this.#isDescending = order === 'desc';
    return this;
  }

  async take(count: number): Promise<readonly Row[]> {
    return this.#read().slice(0, count);
  }

  async first(): Promise<Row | null> {
    return this.#read()[0] ?? null;
  }

  async unique(): Promise<Row | null> {
    const rows = this.#read();
    if (rows.length > 1) throw new Error('unique() query returned more than one result');
    return rows[0] ?? null;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    yield* this.#read();
  }

  #read(): readonly Row[] {
    const rows = this.#rows().filter((row) =>
      this.#conditions.every((condition) => holds(row, condition)),
    );
    if (rows.length < 2) return rows;
    const sign = this.#isDescending ? -1 : 1;
    return rows.toSorted((left, right) => {
      for (const field of this.#fields) {
        const order = compare(left[field], right[field]);
        if (order !== 0) return sign * order;
      }
      return 0;
    });
  }
}

/** Fields are narrowed in the order of the index, and after an inequality no further one. */
class Range {
  readonly conditions: readonly Condition[];
  readonly #fields: readonly string[];

  constructor(conditions: readonly Condition[], fields: readonly string[]) {
    this.conditions = conditions;
    this.#fields = fields;
  }

  eq = (field: string, value: Value): Range => this.#and('eq', field, value);
  gt = (field: string, value: Value): Range => this.#and('gt', field, value);
  gte = (field: string, value: Value): Range => this.#and('gte', field, value);
  lt = (field: string, value: Value): Range => this.#and('lt', field, value);
  lte = (field: string, value: Value): Range => this.#and('lte', field, value);

  #and(operator: Condition[0], field: string, value: Value): Range {
    const equals = this.conditions.filter(([one]) => one === 'eq').length;
    if (field !== this.#fields[equals]) throw new Error(`${field} is out of the index's order`);
    return new Range([...this.conditions, [operator, field, value]], this.#fields);
  }
}

function holds(row: Row, [operator, field, value]: Condition): boolean {
  if (operator === 'eq') return row[field] === value;
  const order = compare(row[field], value);
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
  }
}

const compare = (left: unknown, right: unknown): number =>
  typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareUtf8(String(left), String(right));
