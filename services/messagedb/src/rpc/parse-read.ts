import type { ConsumerGroup } from '../consumers/consumer-group.ts';
import { invalid } from '../faults.ts';
import { nameBytesMax } from '../model/limits.ts';
import type { CategoryQuery, StreamQuery } from '../store/message-store.ts';
import type { JsonObject } from './arguments.ts';
import {
  readBatchSize,
  isLonger,
  readNameOrEmpty,
  readNumber,
  readObject,
  readOptions,
  readStoredName,
  tooLong,
} from './arguments.ts';

/** `stream.get(stream, {position?, globalPosition?, batchSize?}?)` (contract §7.1). */
export function parseStreamGet(args: readonly unknown[]): StreamQuery {
  const streamName = readStoredName(args[0], 'stream');
  const options = readOptions(args[1]);
  const position = readNumber(options['position'], 'position') ?? 0;
  const globalPosition = readNumber(options['globalPosition'], 'globalPosition');
  const limit = readBatchSize(options);
  return globalPosition === undefined
    ? { streamName, by: 'position', from: Math.max(0, position), limit }
    : { streamName, by: 'globalPosition', from: Math.max(0, globalPosition), limit };
}

/** `category.get(category, {position?, globalPosition?, batchSize?, correlation?, consumerGroup?}?)` (contract §7.4). */
export function parseCategoryGet(args: readonly unknown[]): CategoryQuery {
  const category = readNameOrEmpty(args[0], 'category');
  const options = readOptions(args[1]);
  const position = readNumber(options['position'], 'position');
  const globalPosition = readNumber(options['globalPosition'], 'globalPosition');
  const correlation = options['correlation'];
  return {
    category,
    from: Math.max(1, globalPosition ?? position ?? 1),
    limit: readBatchSize(options),
    correlation: correlation === undefined ? undefined : readCorrelation(correlation),
    consumerGroup: readConsumerGroup(options['consumerGroup']),
  };
}

/** No store remembers a longer one (see `correlationOf`), so to find nothing would be a lie. */
function readCorrelation(value: unknown): string {
  const correlation = readNameOrEmpty(value, 'correlation');
  if (isLonger(correlation, nameBytesMax)) throw tooLong('correlation', nameBytesMax);
  return correlation;
}

function readConsumerGroup(value: unknown): ConsumerGroup | undefined {
  if (value === undefined || value === null) return undefined;
  const group: JsonObject = readObject(value, 'consumerGroup');
  const member = readNumber(group['member'], 'consumerGroup.member');
  const size = readNumber(group['size'], 'consumerGroup.size');
  return checkConsumerGroup(member, size, ['consumerGroup.member', 'consumerGroup.size']);
}

/** Both or neither; `member` from 0 to below `size`. Throws invalid_request with the given names. */
export function checkConsumerGroup(
  member: number | undefined,
  size: number | undefined,
  [memberName, sizeName]: readonly [string, string],
): ConsumerGroup | undefined {
  if (member === undefined && size === undefined) return undefined;
  if (member === undefined || size === undefined) {
    throw invalid(`${memberName} and ${sizeName} must be given together`);
  }
  if (size < 1) throw invalid(`${sizeName} must be 1 or greater`);
  if (member < 0) throw invalid(`${memberName} must be 0 or greater`);
  if (member >= size) throw invalid(`${memberName} must be less than ${sizeName}`);
  return { member, size };
}
