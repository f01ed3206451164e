import { expect, it } from 'vitest';
import { createComponentNames } from '../../src/openapi/component-names.ts';

it('are the service and the table, in the characters a component may have', () => {
  const nameOf = createComponentNames();
  expect(nameOf('demo', 'customers')).toBe('demo_customers');
  expect(nameOf('demo', 'Übersicht 1')).toBe('demo__bersicht_1');
});

it('are never the same for two tables, nor make the same schema or operation id', () => {
  const nameOf = createComponentNames();
  const names = [
    nameOf('demo', 'a b'),
    nameOf('demo', 'a_b'),
    nameOf('demo', 'a-b'),
    nameOf('demo', 'a_b_2'),
    nameOf('demo_a', 'b'),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(nameOf('demo', 'orders')).toBe('demo_orders');
  // `demo_orders_list` is the list of orders, and `get_one_demo_x` reads one record of x.
  expect(nameOf('demo', 'orders_list')).toBe('demo_orders_list_2');
  expect(nameOf('one_demo', 'orders')).toBe('one_demo_orders_2');
});
