import { cardinalId } from '../model/stream-name.ts';
import { hash64 } from './hash64.ts';

/** One of `size` consumers that divide a category among them. `member` counts from 0. */
export interface ConsumerGroup {
  readonly member: number;
  readonly size: number;
}

/** The hash that divides streams; null for a stream without an id, which belongs to no member. */
export function consumerHash(streamName: string): bigint | null {
  const cardinal = cardinalId(streamName);
  return cardinal === null ? null : hash64(cardinal);
}

/**
 * Whether a stream of this hash belongs to the member (contract §8). The remainder is taken before
 * the absolute value, which is the same and does not overflow for −2^63 where numbers have 64 bits.
 */
export function belongsTo(hash: bigint | null, { member, size }: ConsumerGroup): boolean {
  if (hash === null) return false;
  const remainder = hash % BigInt(size);
  return (remainder < 0n ? -remainder : remainder) === BigInt(member);
}
