import { setTimeout as delay } from 'node:timers/promises';
import type { EventReader, ReceivedEvent } from './event-reader.ts';

export const seqOf = ({ data }: ReceivedEvent): number => (data as { readonly seq: number }).seq;

export interface CutOffOptions {
  /** How often at least. */
  readonly cuts: number;
  /** How many changes there will be. */
  readonly total: number;
  /** The longest a connection lasts. */
  readonly lastsMs: number;
}

/** Follows changes from the first one on, is cut off at random, and goes on where it was; what it saw. */
export async function followCutOff(
  follow: (lastEventId: string) => EventReader,
  { cuts, total, lastsMs }: CutOffOptions,
): Promise<readonly number[]> {
  const seen: number[] = [];
  let last = '0';
  for (let cut = 0; cut < cuts || seen.length < total; cut += 1) {
    const reader = follow(last);
    await reader.opened;
    await delay(Math.random() * lastsMs);
    await reader.cut();
    seen.push(...reader.events.map((event) => seqOf(event)));
    last = reader.events.at(-1)?.id ?? last;
  }
  return seen;
}
