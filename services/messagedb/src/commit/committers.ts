import type { AppendedGroup } from '../append/append.ts';
import type { MessageLog, StoredNamespace } from '../store/message-store.ts';
import { Backlog, processBounds } from './backlog.ts';
import { createCommitter } from './committer.ts';
import type { Committer } from './committer.ts';

/** The committers of all namespaces, made when they are first written to. */
export interface Committers {
  of(namespace: StoredNamespace): Committer;
}

export function createCommitters(
  onCommitted: (namespace: StoredNamespace, group: AppendedGroup) => void,
): Committers {
  const whole = new Backlog(processBounds);
  /** Each is forgotten with its log: a namespace that was deleted leaves nothing here. */
  const committers = new WeakMap<MessageLog, Committer>();
  return {
    of(namespace) {
      const { log } = namespace;
      const known = committers.get(log);
      if (known !== undefined) return known;
      const made = createCommitter({
        log,
        whole,
        onCommitted: (group) => onCommitted(namespace, group),
      });
      committers.set(log, made);
      return made;
    },
  };
}
