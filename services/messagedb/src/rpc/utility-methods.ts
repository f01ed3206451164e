import { hash64 } from '../consumers/hash64.ts';
import { cardinalId, category, id, isCategory } from '../model/stream-name.ts';
import { readText } from './arguments.ts';
import type { Method } from './method.ts';

const utility = (name: string, summary: string, apply: (text: string) => unknown): Method => ({
  name: `util.${name}`,
  parameters: 'name',
  summary,
  run: ({ args }) => apply(readText(args[0], 'name')),
});

/** The rules of names, for clients that have none of their own (contract §1, §8). */
export const utilityMethods: readonly Method[] = [
  utility('category', 'Category of a stream name', category),
  utility('id', 'Id of a stream name, or null', id),
  utility('cardinalId', 'Cardinal id of a stream name, or null', cardinalId),
  utility('isCategory', 'Whether a stream name is a category', isCategory),
  utility('hash64', 'The hash that divides consumer groups, as a decimal string', (text) =>
    hash64(text).toString(),
  ),
];
