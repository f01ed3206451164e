import type { NamespaceRegistry, StoredNamespace } from '../store/message-store.ts';

/** How long a namespace is believed without asking the store: other instances may change it. */
const FRESH_MS = 5_000;
/** That there is none is believed for less: it may be about to be created. */
const UNKNOWN_FRESH_MS = 1_000;
/** Ids come from callers, so what is remembered has a bound. */
const REMEMBERED_MAX = 10_000;

/** The namespaces as requests see them: mostly from memory, where the answer is there at once. */
export interface Directory {
  find(id: string): StoredNamespace | undefined | Promise<StoredNamespace | undefined>;
  /** Asks the store again next time: it was created, deleted, or got another token. */
  forget(id: string): void;
  forgetAll(): void;
}

interface Known {
  readonly namespace: StoredNamespace | undefined;
  readonly freshUntil: number;
}

export function openDirectory(
  registry: NamespaceRegistry,
  now: () => number = () => performance.now(),
): Directory {
  const known = new Map<string, Known>();
  const asked = new Map<string, Promise<StoredNamespace | undefined>>();

  const remember = (id: string, namespace: StoredNamespace | undefined): void => {
    if (known.size >= REMEMBERED_MAX) known.clear();
    const freshMs = namespace === undefined ? UNKNOWN_FRESH_MS : FRESH_MS;
    known.set(id, { namespace, freshUntil: now() + freshMs });
  };

  return {
    find(id) {
      const found = known.get(id);
      if (found !== undefined && now() < found.freshUntil) return found.namespace;
      const running = asked.get(id);
      if (running !== undefined) return running;
      const asking = registry.find(id);
      asked.set(id, asking);
      const settle = (namespace?: StoredNamespace, isAnswer = true): void => {
        // Forgotten while it was looked up: what came may be out of date.
        if (asked.get(id) !== asking) return;
        asked.delete(id);
        if (isAnswer) remember(id, namespace);
      };
      asking.then(settle, () => settle(undefined, false));
      return asking;
    },
    forget(id) {
      known.delete(id);
      asked.delete(id);
    },
    forgetAll() {
      known.clear();
      asked.clear();
    },
  };
}
