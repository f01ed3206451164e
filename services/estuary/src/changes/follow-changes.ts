import type { Change, Document } from '../model/document.ts';
import type { ChangeFilter, ChangeLog } from '../store/document-store.ts';
import type { ChangeTail } from './change-tail.ts';

/** What a follower is told, in order, each change once (contract B6). */
export type Told =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  /** A part of all documents as they were after one change. */
  | { readonly kind: 'snapshot'; readonly documents: readonly Document[] }
  | { readonly kind: 'snapshot-end'; readonly seq: number }
  /** Changes that were wanted are not kept any more; what follows is behind `seq`. */
  | { readonly kind: 'reset'; readonly seq: number };

export interface FollowOptions {
  readonly log: ChangeLog;
  readonly tail: ChangeTail;
  readonly filter: ChangeFilter;
  /** Behind which change to begin; `now`, only with what comes; `snapshot`, with all documents. */
  readonly from: number | 'now' | 'snapshot';
  readonly signal: AbortSignal;
}

export async function* followChanges(options: FollowOptions): AsyncGenerator<Told> {
  const { log, tail, filter, from, signal } = options;
  let after = from === 'now' || from === 'snapshot' ? tail.head : from;
  if (from === 'snapshot') {
    const { seq, pages } = await log.snapshot(filter);
    for await (const documents of pages) {
      if (signal.aborted) return;
      yield { kind: 'snapshot', documents };
    }
    yield { kind: 'snapshot-end', seq };
    after = seq;
  }
  if (after > tail.head && after > (await log.head())) {
    // Of another life of the database, whose numbers mean nothing here.
    after = tail.head;
    yield { kind: 'reset', seq: after };
  }
  while (!signal.aborted) {
    const page = await tail.read(after, filter);
    if (page === undefined) {
      after = tail.head;
      yield { kind: 'reset', seq: after };
      continue;
    }
    if (page.changes.length > 0) yield { kind: 'changes', changes: page.changes };
    if (page.upTo > after) after = page.upTo;
    else await tail.waitFor(after, signal);
  }
}
