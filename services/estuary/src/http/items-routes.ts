import type { FastifyReply } from 'fastify';
import { builtInKind } from '../items/built-in-kind.ts';
import type { MaybePromise } from '../store/document-store.ts';
import type { ItemRequest, KindOf } from './item-request.ts';
import { get, list } from './read-items.ts';
import type { Route } from './route.ts';
import { batch, create, patch, remove, update } from './write-items.ts';

/** Where items of a kind are, and how their operations are called. */
export interface ItemPlace {
  readonly path: string;
  /** `Item`: its operations are `listItems`, `createItem` and so on. */
  readonly noun: string;
  /** What summaries end with. */
  readonly where: string;
  readonly kindOf: KindOf;
}

/** The items API (contract §7). */
export const itemsRoutes: readonly Route[] = itemRoutes({
  path: builtInKind.path,
  noun: 'Item',
  where: '',
  kindOf: () => builtInKind,
});

/** The routes of items of one kind. */
export function itemRoutes({ path, noun, where, kindOf }: ItemPlace): readonly Route[] {
  const one = `${path}/{id}`;
  const on =
    (handle: (asked: ItemRequest) => MaybePromise<FastifyReply>): Route['handle'] =>
    (estuary, request, reply) =>
      handle({ estuary, request, reply, kindOf });
  return [
    {
      method: 'POST',
      path: `${path}/batch`,
      operation: `batch${noun}s`,
      summary: `Create, update and delete up to 100 items${where}: all or nothing`,
      handle: on(batch),
    },
    {
      method: 'GET',
      path,
      operation: `list${noun}s`,
      summary: `List items${where}`,
      handle: on(list),
    },
    {
      method: 'POST',
      path,
      operation: `create${noun}`,
      summary: `Create an item${where}`,
      handle: on(create),
    },
    {
      method: 'GET',
      path: one,
      operation: `get${noun}`,
      summary: `Get an item${where}`,
      handle: on(get),
    },
    {
      method: 'PUT',
      path: one,
      operation: `update${noun}`,
      summary: `Update an item${where}; fields not sent stay`,
      handle: on(update),
    },
    {
      method: 'PATCH',
      path: one,
      operation: `patch${noun}`,
      summary: where === '' ? 'Update an item; the same as PUT' : `Merge into an item${where}`,
      handle: on(patch),
    },
    {
      method: 'DELETE',
      path: one,
      operation: `delete${noun}`,
      summary: `Delete an item${where}`,
      handle: on(remove),
    },
  ];
}
