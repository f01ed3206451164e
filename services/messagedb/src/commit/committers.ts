import type { AppendedGroup } from '../append/append.ts';
import type { MessageStore } from '../store/message-store.ts';
import { createCommitter } from './committer.ts';
import type { Committer } from './committer.ts';

/** The committers of all namespaces, made when they are first written to. */
export interface Committers {
  of(namespace: string): Committer;
  /** The namespace was deleted. */
  forget(namespace: string): void;
}

export function createCommitters(
  store: MessageStore,
  onCommitted: (namespace: string, group: AppendedGroup) => void,
): Committers {
  const committers = new Map<string, Committer>();
  return {
    of(namespace) {
      const known = committers.get(namespace);
      if (known !== undefined) return known;
      const made = createCommitter({
        log: () => store.log(namespace),
        onCommitted: (group) => onCommitted(namespace, group),
      });
      committers.set(namespace, made);
      return made;
    },
    forget: (namespace) => void committers.delete(namespace),
  };
}
