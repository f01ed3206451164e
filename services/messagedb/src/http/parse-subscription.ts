import { isFault } from '@aquifer/service';
import type { ConsumerGroup } from '../consumers/consumer-group.ts';
import { fault, invalid } from '../faults.ts';
import { isStorable, storableRule } from '../model/storable-text.ts';
import { checkConsumerGroup } from '../rpc/parse-read.ts';
import type { NoticeFilter } from '../store/message-store.ts';

/** What is subscribed to. */
export interface SubscriptionPlan {
  readonly filter: NoticeFilter;
  readonly from: number;
  readonly replays: boolean;
}

type Query = Readonly<Record<string, unknown>>;

/**
 * Reads the parameters of `/subscribe` (contract §9). `lastEventId` is where a client that lost its
 * connection wants to go on; a later `position` wins. Throws invalid_subscription.
 */
export function parseSubscription(query: Query, lastEventId: unknown): SubscriptionPlan {
  try {
    return parse(query, lastEventId);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw fault('invalid_subscription', { reason: error.message });
  }
}

function parse(query: Query, lastEventId: unknown): SubscriptionPlan {
  const filter = readFilter(query);
  const position = Math.max(0, readWhole(query, 'position') ?? 0);
  const isResumed = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId);
  const from = isResumed ? Math.max(position, Number(lastEventId)) : position;
  return {
    filter,
    from,
    // Everything is too much to begin with, unless it is asked for or goes on from before.
    replays: filter.kind !== 'all' || isResumed || isTrue(query['catchup']),
  };
}

function readFilter(query: Query): NoticeFilter {
  const streamName = textOf(query, 'stream');
  const category = textOf(query, 'category');
  const isAll = isTrue(query['all']);
  if ([streamName !== '', category !== '', isAll].filter(Boolean).length !== 1) {
    throw invalid('exactly one of stream, category and all=true is required');
  }
  if (streamName !== '') return { kind: 'stream', streamName };
  if (isAll) return { kind: 'all' };
  return { kind: 'category', category, consumerGroup: readGroup(query) };
}

function readGroup(query: Query): ConsumerGroup | undefined {
  const member = readWhole(query, 'consumer') ?? readWhole(query, 'consumerGroupMember');
  const size = readWhole(query, 'size') ?? readWhole(query, 'consumerGroupSize');
  return checkConsumerGroup(member, size, ['consumer', 'size']);
}

const isTrue = (value: unknown): boolean => value === 'true' || value === '1';

function textOf(query: Query, name: string): string {
  const value = query[name] ?? '';
  if (typeof value !== 'string') throw invalid(`${name} must be given once`);
  if (!isStorable(value)) throw invalid(`${name} ${storableRule}`);
  return value;
}

function readWhole(query: Query, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === '') return undefined;
  const number = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw invalid(`${name} must be a whole number`);
  return number;
}
