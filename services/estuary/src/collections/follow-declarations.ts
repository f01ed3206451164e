import { keepTrying } from '@aquifer/service';
import type { Log } from '@aquifer/service';
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
  const { collections, signal } = options;
  const { tail, leave } = await options.tail.follow();
  // What is remembered from now on is no older than where following begins.
  collections.forgetAll();
  const end = tail.listen({
    changed(changes) {
      for (const { collection, id } of changes)
        if (collection === COLLECTIONS) collections.forget(id);
    },
    lost: () => collections.forgetAll(),
  });
  const stop = (): void => {
    end();
    leave();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
}
