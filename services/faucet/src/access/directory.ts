import type { Log } from '@aquifer/service';
import type { ApiKey } from '../model/api-key.ts';
import type { ConfigStore } from '../store/config-store.ts';
import type { Caller } from './caller.ts';
import { arrangeDirectory } from './directory-snapshot.ts';
import type { DirectorySnapshot } from './directory-snapshot.ts';
import { identify } from './identify.ts';
import type { Credentials } from './identify.ts';
import type { SessionTokens } from './session-tokens.ts';

/** What the server knows about services, administrators, roles and keys, kept in memory. */
export interface Directory {
  /** The newest configuration; a promise only when it has just changed. */
  current(): DirectorySnapshot | Promise<DirectorySnapshot>;
  /** The snapshot last loaded, whether or not it is the newest. */
  readonly snapshot: DirectorySnapshot;
  /**
   * Who is calling (contract §6). Answers a good key at once unless the
   * configuration has just changed. Throws credentials_missing, key_invalid,
   * token_invalid, and config_store_unavailable when a change cannot be read.
   */
  authenticate(credentials: Credentials): Caller | Promise<Caller>;
  /** Calls back after every change, with the new and the old snapshot. Returns the way to stop. */
  onChange(changed: (next: DirectorySnapshot, previous: DirectorySnapshot) => void): () => void;
  close(): void;
}

export interface OpenDirectoryOptions {
  readonly store: Pick<ConfigStore, 'versionNow' | 'readDirectory' | 'watch'>;
  readonly tokens: SessionTokens;
  readonly log: Log;
  readonly now?: () => number;
  /** Told of every accepted key, for `last_used`. */
  readonly keyUsed?: (key: ApiKey) => void;
}

/** Loads the configuration and keeps it fresh until closed. */
export async function openDirectory(options: OpenDirectoryOptions): Promise<Directory> {
  const { store, tokens, log, now = Date.now, keyUsed = () => undefined } = options;
  const listeners = new Set<Parameters<Directory['onChange']>[0]>();
  let snapshot = arrangeDirectory(await store.readDirectory());
  let loading: Promise<void> | undefined;
  let askedThisTurn = false;

  const isNewest = (): boolean => store.versionNow() === snapshot.version;

  /**
   * Asking a SQLite store costs some 3 µs, a tenth of a small request. Requests
   * that arrive in the same turn of the event loop share one answer: whatever was
   * changed before they were sent was changed before this turn. Our own changes
   * are told by `watch` and end the turn's answer.
   */
  function isFresh(): boolean {
    if (askedThisTurn) return true;
    if (!isNewest()) return false;
    askedThisTurn = true;
    setImmediate(() => {
      askedThisTurn = false;
    });
    return true;
  }

  async function load(): Promise<void> {
    const previous = snapshot;
    snapshot = arrangeDirectory(await store.readDirectory(), previous);
    if (snapshot.version === previous.version) return;
    for (const changed of listeners) changed(snapshot, previous);
  }

  async function newest(): Promise<DirectorySnapshot> {
    // A load under way may have begun before the change that is asked for.
    while (!isNewest()) {
      loading ??= load().finally(() => {
        loading = undefined;
      });
      await loading;
    }
    return snapshot;
  }

  function known(caller: Caller): Caller {
    if (caller.kind === 'key') keyUsed(caller.key);
    return caller;
  }

  function authenticateWith(from: DirectorySnapshot, credentials: Credentials) {
    const caller = identify(from, credentials, tokens, now());
    return caller instanceof Promise ? caller.then(known) : known(caller);
  }

  const stopWatching = store.watch(() => {
    askedThisTurn = false;
    newest().catch((error: unknown) => log.error({ err: error }, 'cannot read the configuration'));
  });

  return {
    current: () => (isNewest() ? snapshot : newest()),
    get snapshot() {
      return snapshot;
    },
    authenticate: (credentials) =>
      isFresh()
        ? authenticateWith(snapshot, credentials)
        : newest().then((loaded) => authenticateWith(loaded, credentials)),
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: stopWatching,
  };
}
