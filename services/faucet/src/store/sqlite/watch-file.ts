import type { StoreFile } from './store-file.ts';

/** SQLite cannot tell by itself that a file was changed; to ask costs microseconds. */
const LOOK_INTERVAL_MS = 250;

export interface FileWatch {
  /** Calls back when the version has changed; returns the way to stop. */
  add(changed: () => void): () => void;
  stop(): void;
}

/** Looks at the version four times a second for as long as somebody wants to know. */
export function watchFile(file: StoreFile): FileWatch {
  const watchers = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen = file.version();

  function look(): void {
    const version = file.version();
    if (version === seen) return;
    seen = version;
    for (const changed of watchers) changed();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  file.onWrite(look);
  return {
    add(changed) {
      watchers.add(changed);
      timer ??= setInterval(look, LOOK_INTERVAL_MS).unref();
      return () => {
        watchers.delete(changed);
        if (watchers.size === 0) stop();
      };
    },
    stop,
  };
}
