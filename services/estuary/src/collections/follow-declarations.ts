import { keepTrying } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { followChanges } from '../changes/follow-changes.ts';
import type { SharedTail } from '../changes/shared-tail.ts';
import { COLLECTIONS } from '../model/document.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { Collections } from './collections.ts';

export interface FollowDeclarationsOptions {
  readonly store: DocumentStore;
  readonly tail: SharedTail;
  readonly collections: Collections;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** How long declarations are remembered where changes are not told. */
const REMEMBERED_MS = 5_000;

/** Lets an instance know which collections others declare, change and delete, until the signal. */
export function followDeclarations(options: FollowDeclarationsOptions): void {
  const { store, collections, log, signal } = options;
  if (store.changes.isPolled === true) {
    const forgetting = setInterval(() => collections.forgetAll(), REMEMBERED_MS).unref();
    signal.addEventListener('abort', () => clearInterval(forgetting), { once: true });
    return;
  }
  void keepTrying(() => follow(options), {
    log,
    failure: 'declarations of collections could not be followed; trying again',
    signal,
  });
}

async function follow(options: FollowDeclarationsOptions): Promise<void> {
  const { store, collections, signal } = options;
  const { tail, leave } = await options.tail.follow();
  try {
    const from = tail.head;
    // What is remembered from now on is no older than where following begins.
    collections.forgetAll();
    const filter = { collection: COLLECTIONS };
    for await (const told of followChanges({ log: store.changes, tail, filter, from, signal })) {
      if (told.kind === 'changes') for (const { id } of told.changes) collections.forget(id);
      else collections.forgetAll();
    }
  } finally {
    leave();
  }
}
