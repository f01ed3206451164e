import { belongsTo, consumerHash } from '../consumers/consumer-group.ts';
import type { Notice } from '../model/message.ts';
import { category } from '../model/stream-name.ts';
import type { NoticeFilter } from '../store/message-store.ts';

/** The number a subscription counts by: positions of its stream, else global positions. */
export function placeOf(filter: NoticeFilter, notice: Notice): number {
  return filter.kind === 'stream' ? notice.position : notice.globalPosition;
}

/** Where subscriptions that want a message are found; equal for all of one kind and name. */
export function topicOf(filter: NoticeFilter): string {
  if (filter.kind === 'stream') return streamTopic(filter.streamName);
  return filter.kind === 'category' ? categoryTopic(filter.category) : allTopic;
}

/** The topics a message belongs to. */
export function topicsOf(notice: Notice): readonly string[] {
  const { streamName } = notice;
  return [streamTopic(streamName), categoryTopic(category(streamName)), allTopic];
}

const allTopic = 'all';
const streamTopic = (name: string): string => `stream ${name}`;
const categoryTopic = (name: string): string => `category ${name}`;

/** What is left to ask of a message of the right topic: whether it is this member's. */
export function isWanted(filter: NoticeFilter, notice: Notice): boolean {
  if (filter.kind !== 'category' || filter.consumerGroup === undefined) return true;
  return belongsTo(consumerHash(notice.streamName), filter.consumerGroup);
}
