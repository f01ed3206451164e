import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import type { ItemKind } from '../items/item-kind.ts';
import type { MaybePromise } from '../store/document-store.ts';

/** The kind of items that a request is about; on a retry, as it is now. */
export type KindOf = (
  estuary: Estuary,
  request: FastifyRequest,
  isRetry?: boolean,
) => MaybePromise<ItemKind>;

/** A request about items of a kind, and its answer. */
export interface ItemRequest {
  readonly estuary: Estuary;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly kindOf: KindOf;
}

/** The id in the path. */
export const idOf = ({ params }: FastifyRequest): string => (params as { readonly id: string }).id;
