import type { CellValue } from '../../../src/query/plan.ts';
import { insertOf, type Row } from './builders.ts';
import type { ContractState } from './state.ts';

/** Seven people with nulls, quotes, wildcards and the same city twice. */
export const people: readonly Readonly<Record<string, CellValue>>[] = [
  { name: 'Ada', email: 'ada@example.com', age: 36, city: 'Paris', balance: 1.5 },
  { name: 'Bob', email: 'bob@example.com', age: 20, city: 'Oslo', balance: -2 },
  { name: "Chloé O'Neil", email: null, age: null, city: "L'Aquila", balance: 0 },
  { name: 'Dan 100%', email: 'dan_x@example.com', age: 55, city: 'Paris', balance: 12.25 },
  { name: 'Eve\\back', email: 'evex@example.com', age: 20, city: null, balance: 3 },
  { name: 'Fay_f', email: null, age: 41, city: 'Zürich', balance: 7, is_active: false },
  { name: 'Gus 🙂', email: 'gus@example.com', age: 36, city: null, balance: 100, is_active: false },
];

/** Stores them and gives back their ids in the same order. */
export const storePeople = async (state: ContractState): Promise<readonly number[]> => {
  const { rows } = await state.connector.insert(insertOf(state.table('people'), people));
  return rows.map((json) => Number((JSON.parse(json) as Row)['id']));
};
