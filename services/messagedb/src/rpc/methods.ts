import type { Method } from './method.ts';
import { namespaceMethods } from './namespace-methods.ts';
import { streamMethods } from './stream-methods.ts';
import { systemMethods } from './system-methods.ts';
import { utilityMethods } from './utility-methods.ts';

/** Every method of `/rpc` (contract §5). `docs/messagedb/api.md` is made from it. */
export const methods: readonly Method[] = [
  ...streamMethods,
  ...namespaceMethods,
  ...systemMethods,
  ...utilityMethods,
];

const methodByName: ReadonlyMap<string, Method> = new Map(
  methods.map((method) => [method.name, method]),
);

export const findMethod = (name: string): Method | undefined => methodByName.get(name);
