import { beforeEach, describe, expect, it } from 'vitest';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { SelectPlan } from '../../../src/query/plan.ts';
import type { CursorColumn, Literal, Predicate } from '../../../src/query/predicate.ts';
import {
  compare,
  faultOf,
  insertOf,
  integer,
  key,
  parseRows,
  readRows,
  type Row,
  selectOf,
  text,
} from './builders.ts';
import { hostileColumns, hostileTable } from './fixture.ts';
import { storePeople } from './people.ts';
import type { ContractState } from './state.ts';

/** Reading rows: fields, orders, pages, keys, cursors, streams. */
export const readsContract = (state: ContractState): void => {
  const people = (): TableSchema => state.table('people');
  const read = (parts: Parameters<typeof selectOf>[1]): Promise<readonly Row[]> =>
    readRows(state.connector.prepareRead(selectOf(people(), parts)));
  const names = async (parts: Parameters<typeof selectOf>[1]): Promise<readonly unknown[]> =>
    (await read({ fields: ['name'], ...parts })).map(({ name }) => name);
  const byId: SelectPlan['order'] = [{ target: { column: 'id' }, direction: 'asc' }];
  let ids: readonly number[] = [];
  beforeEach(async () => {
    ids = await storePeople(state);
  });

  it('answers every column under its own name', async () => {
    const [row] = await read({ order: byId, limit: 1 });
    expect(Object.keys(row ?? {})).toEqual(people().columns.map(({ name }) => name));
    expect(row).toMatchObject({ id: ids[0], name: 'Ada', age: 36, city: 'Paris', balance: 1.5 });
  });

  it('answers the fields asked for, in that order', async () => {
    const [row] = await read({ fields: ['city', 'name'], order: byId, limit: 1 });
    expect(Object.entries(row ?? {})).toEqual([
      ['city', 'Paris'],
      ['name', 'Ada'],
    ]);
  });

  it('answers an empty text and no rows when nothing matches', async () => {
    const plan = selectOf(people(), { where: { kind: 'never' }, limit: 5 });
    expect(await state.connector.prepareRead(plan).read()).toEqual({ json: '', count: 0 });
  });

  it('pages by limit and offset, and by offset alone', async () => {
    expect(await names({ order: byId, limit: 2, offset: 1 })).toEqual(['Bob', "Chloé O'Neil"]);
    expect(await names({ order: byId, offset: 5 })).toEqual(['Fay_f', 'Gus 🙂']);
    expect(await names({ order: byId, limit: 3, offset: 100 })).toEqual([]);
  });

  it('may be run again and sees what was written since', async () => {
    const prepared = state.connector.prepareRead(selectOf(people(), { limit: 100 }));
    expect(await readRows(prepared)).toHaveLength(7);
    await state.connector.insert(insertOf(people(), [{ name: 'Hal' }]));
    expect(await readRows(prepared)).toHaveLength(8);
  });

  it('reads a view', async () => {
    const view = state.table('active_people');
    const plan = selectOf(view, { where: compare('city', '=', text('Paris')), limit: 10 });
    const rows = await readRows(state.connector.prepareRead(plan));
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Dan 100%']);
  });

  it('reads and writes a table whose names are hostile', async () => {
    const hostile = state.fixture.hostile ?? { table: hostileTable, columns: hostileColumns };
    const table = state.table(hostile.table);
    const [id, quoted, spaced, emoji] = hostile.columns;
    await state.connector.insert(
      insertOf(table, [{ [id]: 1, [quoted]: "it's", [spaced]: '"; --', [emoji]: '🙂' }]),
    );
    const where: Predicate = { kind: 'and', terms: [compare(spaced, '=', text('"; --'))] };
    const order: SelectPlan['order'] = [{ target: { column: emoji }, direction: 'desc' }];
    const plan = selectOf(table, { where, order, limit: 5, keys: [id, quoted] });
    expect(await readRows(state.connector.prepareRead(plan))).toEqual([
      { [id]: 1, [quoted]: "it's", [spaced]: '"; --', [emoji]: '🙂' },
    ]);
    const [keyed] = await state.connector.prepareRead(plan).readKeyed();
    expect(keyed?.keys).toEqual(['1', "it's"]);
    expect(await state.connector.delete({ table, where: key([id], [integer(1)]) })).toBe(1);
  });

  describe('orders', () => {
    it('sorts by several columns, each in its direction', async () => {
      const order: SelectPlan['order'] = [
        { target: { column: 'age' }, direction: 'desc' },
        { target: { column: 'name' }, direction: 'asc' },
      ];
      const where: Predicate = { kind: 'null', column: 'age', negated: true };
      expect(await names({ order, where })).toEqual([
        'Dan 100%',
        'Fay_f',
        'Ada',
        'Gus 🙂',
        'Bob',
        'Eve\\back',
      ]);
    });

    it('sorts null last upwards and first downwards', async () => {
      const up: SelectPlan['order'] = [{ target: { column: 'age' }, direction: 'asc' }];
      const down: SelectPlan['order'] = [{ target: { column: 'age' }, direction: 'desc' }];
      expect((await names({ order: up, limit: 10 })).at(-1)).toBe("Chloé O'Neil");
      expect((await names({ order: down, limit: 10 }))[0]).toBe("Chloé O'Neil");
    });
  });

  describe('keys', () => {
    it('come beside each row as text, whether projected or not', async () => {
      const plan = selectOf(people(), {
        fields: ['name'],
        order: byId,
        limit: 3,
        keys: ['id', 'city', 'age'],
      });
      const rows = await state.connector.prepareRead(plan).readKeyed();
      expect(rows.map(({ keys }) => keys)).toEqual([
        [String(ids[0]), 'Paris', '36'],
        [String(ids[1]), 'Oslo', '20'],
        [String(ids[2]), "L'Aquila", null],
      ]);
      expect(parseRows({ json: rows[0]?.json ?? '' })).toEqual([{ name: 'Ada' }]);
    });

    it('limit rows for each value of some columns', async () => {
      const plan = selectOf(people(), {
        fields: ['name'],
        where: { kind: 'in', column: 'age', values: [integer(20), integer(36)], negated: false },
        order: [{ target: { column: 'name' }, direction: 'desc' }],
        limit: 1,
        keys: ['age'],
        limitPer: ['age'],
      });
      const rows = await state.connector.prepareRead(plan).readKeyed();
      const found = rows.map(({ json, keys }) => [keys[0], parseRows({ json })[0]?.['name']]);
      expect(Object.fromEntries(found)).toEqual({ '20': 'Eve\\back', '36': 'Gus 🙂' });
      expect(rows).toHaveLength(2);
    });
  });

  describe('cursors', () => {
    const walk = async (order: SelectPlan['order']): Promise<readonly unknown[]> => {
      const seen: unknown[] = [];
      let where: Predicate | undefined;
      for (let page = 0; page < 10; page++) {
        const columns = order.map(({ target }) => ('column' in target ? target.column : ''));
        const plan = selectOf(people(), {
          order,
          limit: 2,
          keys: columns,
          ...(where && { where }),
        });
        const rows = await state.connector.prepareRead(plan).readKeyed();
        seen.push(...rows.map(({ json }) => parseRows({ json })[0]?.['name']));
        const last = rows.at(-1);
        if (last === undefined) return seen;
        where = {
          kind: 'after',
          order: order.map((term, index) => cursor(columns[index], term, last.keys[index])),
        };
      }
      return seen;
    };
    const cursor = (
      column = '',
      { direction }: SelectPlan['order'][number],
      value: string | null = null,
    ): CursorColumn => {
      const literal: Literal | null = value === null ? null : text(value);
      return { column, direction, value: literal };
    };
    const directions = ['asc', 'desc'] as const;
    const cases = ['age', 'city', 'balance', 'name'].flatMap((column) =>
      directions.map((direction) => ({ column, direction })),
    );

    it.each(cases)(
      'walk all rows once by $column $direction, nulls too',
      async ({ column, direction }) => {
        const order: SelectPlan['order'] = [{ target: { column }, direction }, ...byId];
        const all = await names({ order, limit: 100 });
        expect(await walk(order)).toEqual(all);
        expect(new Set(all).size).toBe(7);
      },
    );

    it('walk by three columns in mixed directions', async () => {
      const order: SelectPlan['order'] = [
        { target: { column: 'city' }, direction: 'desc' },
        { target: { column: 'age' }, direction: 'asc' },
        { target: { column: 'id' }, direction: 'desc' },
      ];
      expect(await walk(order)).toEqual(await names({ order, limit: 100 }));
    });
  });

  describe('streams', () => {
    const lines = async (parts: Parameters<typeof selectOf>[1]): Promise<readonly Row[]> => {
      let all = '';
      const stream = state.connector.prepareRead(selectOf(people(), parts)).stream();
      for await (const chunk of stream) {
        expect(chunk.endsWith('\n')).toBe(true);
        all += chunk;
      }
      return all === ''
        ? []
        : all
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Row);
    };

    it('give a line for each row, the same rows as a read', async () => {
      expect(await lines({ order: byId })).toEqual(await read({ order: byId }));
      expect(await lines({ order: byId, limit: 2, offset: 3 })).toHaveLength(2);
    });

    it('give nothing when nothing matches', async () => {
      expect(await lines({ where: { kind: 'never' } })).toEqual([]);
    });

    it('keep little in memory though rows are large', async () => {
      const name = 'x'.repeat(60_000);
      const rows = Array.from({ length: 60 }, () => ({ name }));
      await state.connector.insert(insertOf(people(), rows));
      const chunks: number[] = [];
      const plan = selectOf(people(), { fields: ['name'] });
      for await (const chunk of state.connector.prepareRead(plan).stream()) {
        chunks.push(chunk.length);
      }
      expect(chunks.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(60 * 60_000);
      expect(Math.max(...chunks)).toBeLessThan(1_000_000);
    });

    it('may be left early and leave the connector usable', async () => {
      const many = Array.from({ length: 2000 }, (_, index) => ({ name: `Extra ${index}` }));
      await state.connector.insert(insertOf(people(), many));
      for await (const chunk of state.connector.prepareRead(selectOf(people())).stream()) {
        expect(chunk).not.toBe('');
        break;
      }
      expect(await state.connector.count(people(), undefined)).toBe(2007);
    });

    it('fail like a read when the plan makes no sense', async () => {
      const stream = async (): Promise<void> => {
        const plan = selectOf(people(), { where: compare('age', '=', text('old')) });
        for await (const _ of state.connector.prepareRead(plan).stream()) break;
      };
      expect(await faultOf(stream)).toBe('invalid_value');
    });
  });
};
