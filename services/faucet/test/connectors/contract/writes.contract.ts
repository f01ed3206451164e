import { describe, expect, it } from 'vitest';
import type { WriteSession } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { CellValue, UpdatePlan } from '../../../src/query/plan.ts';
import type { Predicate } from '../../../src/query/predicate.ts';
import {
  columnOf,
  columnsOf,
  compare,
  faultOf,
  insertOf,
  integer,
  key,
  readRows,
  type Row,
  selectOf,
  text,
} from './builders.ts';
import { storePeople } from './people.ts';
import type { ContractState } from './state.ts';

/** Inserts, updates and deletes; checks; transactions; what the database refuses. */
export const writesContract = (state: ContractState): void => {
  const people = (): TableSchema => state.table('people');
  const parse = (rows: readonly string[]): readonly Row[] =>
    rows.map((row) => JSON.parse(row) as Row);
  const size = (table = people()): Promise<number> => state.connector.count(table, undefined);
  const update = (
    set: Readonly<Record<string, CellValue>>,
    where: Predicate,
    check?: Predicate,
  ): UpdatePlan => ({
    table: people(),
    set: Object.entries(set).map(([name, value]) => ({ column: columnOf(people(), name), value })),
    where,
    ...(check && { check }),
    returning: people().columns,
  });

  describe('insert', () => {
    it('answers the stored row with its key and its defaults', async () => {
      const { rows, affected } = await state.connector.insert(
        insertOf(people(), [{ name: 'Ada' }]),
      );
      const [row] = parse(rows);
      expect(affected).toBe(1);
      expect(row).toMatchObject({ name: 'Ada', city: null, balance: 0 });
      expect(row?.['is_active']).toBe(state.fixture.booleans[1]);
      expect(row?.['id']).toBeTypeOf('number');
    });

    it('stores many rows and answers them in the order given', async () => {
      const records = Array.from({ length: 300 }, (_, index) => ({
        name: `Nr ${index}`,
        age: index,
      }));
      const { rows, affected } = await state.connector.insert(insertOf(people(), records));
      expect(affected).toBe(300);
      expect(parse(rows).map(({ name }) => name)).toEqual(records.map(({ name }) => name));
      expect(await size()).toBe(300);
    });

    it('leaves absent columns of each row to their default, and null is null', async () => {
      const { rows } = await state.connector.insert(
        insertOf(people(), [
          { name: 'A', balance: 5 },
          { name: 'B', city: 'Oslo' },
          { name: 'C', balance: null, city: null },
          { name: 'D', balance: 6 },
        ]),
      );
      expect(parse(rows).map(({ name, balance, city }) => [name, balance, city])).toEqual([
        ['A', 5, null],
        ['B', 0, 'Oslo'],
        ['C', null, null],
        ['D', 6, null],
      ]);
    });

    it('answers only the columns asked for', async () => {
      const returning = columnsOf(people(), ['name', 'age']);
      const { rows } = await state.connector.insert(
        insertOf(people(), [{ name: 'A', age: 3 }], { returning }),
      );
      expect(parse(rows)).toEqual([{ name: 'A', age: 3 }]);
    });

    it('stores all rows or none', async () => {
      const records = [
        { name: 'A', email: 'a@x' },
        { name: 'B', email: 'a@x' },
      ];
      expect(await faultOf(() => state.connector.insert(insertOf(people(), records)))).toBe(
        'unique_violation',
      );
      expect(await size()).toBe(0);
    });

    it('loses nothing when many come at once', async () => {
      const results = await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          state.connector
            .insert(insertOf(people(), [{ name: `W${index}`, email: `w${index % 60}@x` }]))
            .then(
              ({ rows }) => rows.length,
              () => 0,
            ),
        ),
      );
      expect(results.filter((stored) => stored === 1)).toHaveLength(60);
      expect(await size()).toBe(60);
    });
  });

  describe('update', () => {
    it('answers the changed rows and leaves others alone', async () => {
      await storePeople(state);
      const where = compare('city', '=', text('Paris'));
      const { rows, affected } = await state.connector.update(
        update({ city: 'Lyon', age: 1 }, where),
      );
      expect(affected).toBe(2);
      expect(
        parse(rows)
          .map(({ name, city, age }) => [name, city, age])
          .toSorted(),
      ).toEqual([
        ['Ada', 'Lyon', 1],
        ['Dan 100%', 'Lyon', 1],
      ]);
      expect(await state.connector.count(people(), compare('age', '=', integer(1)))).toBe(2);
    });

    it('answers nothing when nothing matches', async () => {
      const { rows, affected } = await state.connector.update(
        update({ age: 1 }, { kind: 'never' }),
      );
      expect([rows, affected]).toEqual([[], 0]);
    });

    it('counts a row that already was so', async () => {
      const [id = 0] = await storePeople(state);
      const where = key(['id'], [integer(id)]);
      const { rows, affected } = await state.connector.update(update({ city: 'Paris' }, where));
      expect([rows.length, affected]).toEqual([1, 1]);
    });

    it('may change the primary key and answers the row under its new one', async () => {
      const [id = 0] = await storePeople(state);
      const where = key(['id'], [integer(id)]);
      const { rows } = await state.connector.update(update({ id: id + 1000 }, where));
      expect(parse(rows)).toMatchObject([{ id: id + 1000, name: 'Ada' }]);
    });

    it('may set a column to null', async () => {
      await storePeople(state);
      await state.connector.update(update({ city: null }, compare('city', '=', text('Paris'))));
      expect(
        await state.connector.count(people(), { kind: 'null', column: 'city', negated: false }),
      ).toBe(4);
    });
  });

  describe('delete', () => {
    it('answers how many rows went', async () => {
      const ids = await storePeople(state);
      const where = key(['id'], [integer(ids[0] ?? 0)], [integer(ids[1] ?? 0)], [integer(999_999)]);
      expect(await state.connector.delete({ table: people(), where })).toBe(2);
      expect(await size()).toBe(5);
      expect(await state.connector.delete({ table: people(), where })).toBe(0);
    });

    it('does not count the rows that go along', async () => {
      const [person = 0] = await storePeople(state);
      const { rows } = await state.connector.insert(
        insertOf(state.table('orders'), [{ person_id: person }]),
      );
      const order = Number(parse(rows)[0]?.['id']);
      const lines = [1, 2].map((line) => ({
        order_id: order,
        line_no: line,
        product: 'p',
        quantity: 1,
      }));
      await state.connector.insert(insertOf(state.table('order_lines'), lines));
      const where = key(['id'], [integer(order)]);
      expect(await state.connector.delete({ table: state.table('orders'), where })).toBe(1);
      expect(await size(state.table('order_lines'))).toBe(0);
    });
  });

  describe('a check', () => {
    const inParis = compare('city', '=', text('Paris'));

    it('lets a row through that satisfies it', async () => {
      const plan = insertOf(people(), [{ name: 'A', city: 'Paris' }], { check: inParis });
      expect((await state.connector.insert(plan)).affected).toBe(1);
    });

    it('refuses the whole insert for one row that does not, or where the answer is null', async () => {
      for (const city of ['Oslo', null]) {
        const records = [
          { name: 'A', city: 'Paris' },
          { name: 'B', city },
        ];
        const plan = insertOf(people(), records, { check: inParis });
        expect(await faultOf(() => state.connector.insert(plan))).toBe('row_refused');
      }
      expect(await size()).toBe(0);
    });

    it('sees defaults, not what was sent', async () => {
      const check = compare('balance', '=', integer(0));
      const plan = insertOf(people(), [{ name: 'A' }], { check });
      expect((await state.connector.insert(plan)).affected).toBe(1);
    });

    it('refuses an update that leads out of it and changes nothing', async () => {
      await storePeople(state);
      const plan = update({ city: 'Oslo', age: 1 }, inParis, inParis);
      expect(await faultOf(() => state.connector.update(plan))).toBe('row_refused');
      expect(await state.connector.count(people(), inParis)).toBe(2);
      const stays = update({ age: 1 }, inParis, inParis);
      expect((await state.connector.update(stays)).affected).toBe(2);
    });
  });

  describe('a transaction', () => {
    it('keeps what was written when it resolves, and answers its value', async () => {
      const answer = await state.connector.transaction(async (session) => {
        await session.insert(insertOf(people(), [{ name: 'A' }]));
        await session.update(update({ age: 9 }, compare('name', '=', text('A'))));
        return 'done';
      });
      expect(answer).toBe('done');
      expect(await state.connector.count(people(), compare('age', '=', integer(9)))).toBe(1);
    });

    it('undoes everything when it rejects, and rejects with the same', async () => {
      await storePeople(state);
      const reason = new Error('changed my mind');
      const work = async (session: WriteSession): Promise<never> => {
        await session.delete({ table: people(), where: { kind: 'not', term: { kind: 'never' } } });
        await session.insert(insertOf(people(), [{ name: 'A' }]));
        throw reason;
      };
      await expect(state.connector.transaction(work)).rejects.toBe(reason);
      expect(await size()).toBe(7);
    });

    it('survives a failed statement inside it, as far as its work does', async () => {
      const work = async (session: WriteSession): Promise<void> => {
        await session.insert(insertOf(people(), [{ name: 'A', email: 'a@x' }]));
        await session.insert(insertOf(people(), [{ name: 'B', email: 'a@x' }]));
      };
      expect(await faultOf(() => state.connector.transaction(work))).toBe('unique_violation');
      expect(await size()).toBe(0);
    });

    it('lets others write when it is over', async () => {
      await state.connector.transaction((session) =>
        session.insert(insertOf(people(), [{ name: 'A' }])),
      );
      await state.connector.insert(insertOf(people(), [{ name: 'B' }]));
      expect(await size()).toBe(2);
    });
  });

  describe('refuses', () => {
    const refusal = (table: string, record: Readonly<Record<string, CellValue>>): Promise<string> =>
      faultOf(() => state.connector.insert(insertOf(state.table(table), [record])));

    it('a second row with a unique value', async () => {
      await state.connector.insert(insertOf(people(), [{ name: 'A', email: 'a@x' }]));
      expect(await refusal('people', { name: 'B', email: 'a@x' })).toBe('unique_violation');
      await state.connector.insert(insertOf(people(), [{ name: 'B', email: 'b@x' }]));
      const taken = update({ email: 'a@x' }, compare('name', '=', text('B')));
      expect(await faultOf(() => state.connector.update(taken))).toBe('unique_violation');
    });

    it('null where there must be a value', async () => {
      expect(await refusal('people', { name: null })).toBe('not_null_violation');
      expect(await refusal('people', { age: 3 })).toBe('not_null_violation');
    });

    it('a reference to nothing, and the end of what is referred to', async () => {
      expect(await refusal('orders', { person_id: 123_456 })).toBe('foreign_key_violation');
      const [person = 0] = await storePeople(state);
      await state.connector.insert(insertOf(state.table('orders'), [{ person_id: person }]));
      const where = key(['id'], [integer(person)]);
      expect(await faultOf(() => state.connector.delete({ table: people(), where }))).toBe(
        'foreign_key_violation',
      );
    });

    it('a row that breaks a rule of the table', async () => {
      const [person = 0] = await storePeople(state);
      const { rows } = await state.connector.insert(
        insertOf(state.table('orders'), [{ person_id: person }]),
      );
      const order = Number(parse(rows)[0]?.['id']);
      const line = { order_id: order, line_no: 1, product: 'p', quantity: 0 };
      expect(await refusal('order_lines', line)).toBe('check_violation');
    });

    it('values of another type, with the column in the message', async () => {
      expect(await refusal('people', { name: 'A', age: 'old' })).toBe('invalid_value');
      expect(await refusal('people', { name: 'A', balance: 'much' })).toBe('invalid_value');
      expect(await refusal('people', { name: 'A', is_active: 'perhaps' })).toBe('invalid_value');
      const plan = insertOf(people(), [{ name: 'A', age: 'old' }]);
      await expect(async () => state.connector.insert(plan)).rejects.toThrow(/"?age"?/);
    });

    it('without telling SQL', async () => {
      await state.connector.insert(insertOf(people(), [{ name: 'A', email: 'a@x' }]));
      const plan = insertOf(people(), [{ name: 'B', email: 'a@x' }]);
      await expect(state.connector.insert(plan)).rejects.not.toThrow(
        /INSERT INTO|RETURNING|VALUES/,
      );
    });
  });

  it('writes to a plan read before go on after the table changed rows', async () => {
    await storePeople(state);
    const prepared = state.connector.prepareRead(selectOf(people(), { limit: 100 }));
    await state.connector.delete({ table: people(), where: compare('age', '=', integer(20)) });
    expect(await readRows(prepared)).toHaveLength(5);
  });
};
