import type { Append } from './append.ts';

/**
 * The same group, to be asked for again after its answer was lost: what it wrote may be stored by
 * now, so ids that were made here are looked up like those that writers chose.
 *
 * An append that was stored the first time is then a repeat, of which its group tells no messages.
 * Nobody was told of those before, so readers must be woken to look from what they have seen.
 */
export function retryGroup(group: readonly Append[]): readonly Append[] {
  return group.map((append) => ({
    ...append,
    messages: append.messages.map((message) => ({ ...message, isIdGiven: true })),
  }));
}
