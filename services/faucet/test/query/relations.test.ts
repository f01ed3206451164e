import { describe, expect, it } from 'vitest';
import { type Permission, sumOfRules, unrestricted } from '../../src/access/permission.ts';
import type { TableSchema } from '../../src/model/schema.ts';
import { planRead, type ReadPlan } from '../../src/query/plan-read.ts';
import { relationsOf } from '../../src/query/relations.ts';
import { caught } from './caught.ts';
import { column, customers, foreignKey, items, orders, table } from './tables.ts';

const shop: readonly TableSchema[] = [customers, orders, items];

const named = (of: TableSchema, tables: readonly TableSchema[]): readonly string[] =>
  relationsOf(of, tables).map(
    ({ name, cardinality, table: { name: to } }) => `${name}: ${cardinality} ${to}`,
  );

describe('the relations of a table', () => {
  it('follow foreign keys in both directions', () => {
    expect(named(customers, shop)).toEqual(['orders: many orders']);
    expect(named(orders, shop)).toEqual(['customer: one customers', 'items: many items']);
    expect(named(items, shop)).toEqual(['order: one orders']);
  });

  it('say the column where a table is referenced twice', () => {
    const parcels = table(
      'parcels',
      [column('id', 'integer'), column('sender_id', 'integer'), column('receiver_id', 'integer')],
      {
        foreign_keys: [
          foreignKey('sender_id', 'customers'),
          foreignKey('receiver_id', 'customers'),
        ],
      },
    );
    const tables = [customers, parcels];
    expect(named(parcels, tables)).toEqual(['sender: one customers', 'receiver: one customers']);
    expect(named(customers, tables)).toEqual([
      'parcels_by_sender_id: many parcels',
      'parcels_by_receiver_id: many parcels',
    ]);
  });

  it('count a key once that is declared twice', () => {
    const parcels = table('parcels', [column('id', 'integer'), column('sender_id', 'integer')], {
      foreign_keys: [
        { ...foreignKey('sender_id', 'customers'), name: 'first' },
        { ...foreignKey('sender_id', 'customers'), name: 'second' },
      ],
    });
    expect(named(parcels, [customers, parcels])).toEqual(['sender: one customers']);
    expect(named(customers, [customers, parcels])).toEqual(['parcels: many parcels']);
  });

  it('never take the name of a column', () => {
    const cars = table(
      'cars',
      [column('id', 'integer'), column('owner'), column('customers', 'integer')],
      {
        foreign_keys: [foreignKey('customers', 'customers')],
      },
    );
    expect(named(cars, [customers, cars])).toEqual(['customers_by_customers: one customers']);
  });

  it('of a table to itself have two names', () => {
    const staff = table('staff', [column('id', 'integer'), column('manager_id', 'integer')], {
      foreign_keys: [foreignKey('manager_id', 'staff')],
    });
    expect(named(staff, [staff])).toEqual(['manager: one staff', 'staff: many staff']);
  });

  it('join on all columns of a composite key', () => {
    const stock = table('stock', [column('id'), column('o', 'integer'), column('s')], {
      foreign_keys: [
        { ...foreignKey('o', 'items', 'order_id'), name: 'k' },
        { ...foreignKey('s', 'items', 'sku'), name: 'k' },
      ],
    });
    expect(relationsOf(stock, [items, stock])).toMatchObject([
      { name: 'items', from: ['o', 's'], to: ['order_id', 'sku'] },
    ]);
  });
});

describe('related', () => {
  const plan = (
    related: string,
    of: TableSchema = customers,
    permissions: Readonly<Record<string, Permission | undefined>> = {},
  ): ReadPlan =>
    planRead(
      {
        table: of,
        permission: unrestricted,
        related: {
          tables: shop,
          permission: (name) => (name in permissions ? permissions[name] : unrestricted),
        },
      },
      { related },
    );
  const refusal = (...args: Parameters<typeof plan>): string => caught(() => plan(...args)).message;

  it('plans one read per relation with its options', () => {
    const { relations, select } = plan(
      "orders(fields=id,total; filter=total > 10 AND (id IN (1,2) OR placed_at != 'a;b)'); limit=5; order=id DESC), orders.items",
    );
    expect(select.keys).toEqual(['id']);
    expect(relations).toMatchObject([
      {
        name: 'orders',
        cardinality: 'many',
        parentKeys: [0],
        to: ['customer_id'],
        childKeys: [0],
        select: {
          limit: 5,
          limitPer: ['customer_id'],
          keys: ['customer_id', 'id'],
          where: { kind: 'and' },
          order: [{ target: { column: 'id' }, direction: 'desc' }],
        },
        relations: [{ name: 'items', parentKeys: [1], select: { limit: 25, keys: ['order_id'] } }],
      },
    ]);
  });

  it('of a record it belongs to has no limit', () => {
    const [customer] = plan('customer(fields=name)', orders).relations;
    expect(customer).toMatchObject({ name: 'customer', cardinality: 'one', to: ['id'] });
    expect(customer?.select.limit).toBeUndefined();
    expect(customer?.select.limitPer).toBeUndefined();
  });

  it('is unknown when the caller may not read the table or the joining column', () => {
    expect(refusal('orders', customers, { orders: undefined })).toBe(
      'Invalid related parameter: "customers" has no relation "orders"; it has none',
    );
    const blind = sumOfRules('r', [{ columns: ['id', 'total'], filters: [], filterOp: 'AND' }]);
    expect(refusal('orders', customers, { orders: blind })).toContain('no relation "orders"');
    expect(refusal('orders.items', customers, { items: undefined })).toContain(
      'no relation "items"',
    );
  });

  it('holds the related rows to the row filter of their table', () => {
    const big = sumOfRules('r', [
      { columns: [], filters: [{ name: 'total', operator: '>', value: 100 }], filterOp: 'AND' },
    ]);
    expect(plan('orders', customers, { orders: big }).relations[0]?.select.where).toMatchObject({
      kind: 'compare',
      column: 'total',
    });
  });

  it('says what is wrong and where', () => {
    const refusals: readonly (readonly [string, string])[] = [
      ['nope', 'has no relation "nope"; it has orders'],
      ['orders.items.order', 'more than 2 levels'],
      ['orders.', 'is not "relation"'],
      ['orders(limit=3', 'lacks its closing parenthesis'],
      ['orders(colour=red)', 'has the option "colour"'],
      ['orders(limit=1;limit=2)', 'has the option "limit" twice'],
      ['orders(limit=0)', 'limit of "orders"'],
      ['orders(limit=all)', '"all" is not possible here'],
      ['orders(fields=nope)', 'fields of "orders": column "nope" does not exist in "orders"'],
      ['orders(fields=COUNT(*))', 'aggregates are not possible'],
      ['orders(filter=total >)', 'filter of "orders": expected value after total >'],
      ['orders(order=nope)', 'order of "orders"'],
      ['orders.customer(limit=1)', '"orders.customer" is one record'],
      [Array.from({ length: 21 }, () => 'orders').join(), 'more than 20 relations'],
    ];
    for (const [related, reason] of refusals) {
      expect(refusal(related), related).toContain(reason);
      expect(refusal(related)).toMatch(/^Invalid related parameter: /);
    }
  });
});
