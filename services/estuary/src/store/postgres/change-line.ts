import { randomUUID } from 'node:crypto';
import type { Postgres } from '@aquifer/postgres';
import { keepTrying } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { Change } from '../../model/document.ts';
import type { Watchers } from '../watchers.ts';
import { gatherHeads } from './heads.ts';
import { schemaName } from './schema.ts';

export interface ChangeLineOptions {
  readonly postgres: Postgres;
  readonly watchers: Watchers;
  readonly readHead: () => Promise<number>;
  readonly log: Log;
}

/** Wakes watchers when changes of any instance can be read. */
export interface ChangeLine {
  /** This instance has stored these. */
  changed(changes: readonly Change[]): void;
  close(): Promise<void>;
}

/** Channels belong to a database, so one name does for all. */
const CHANNEL = schemaName;
/** A call that is lost costs a watcher no more than this, in milliseconds. */
const POLL_MS = 1_000;

/**
 * A line over LISTEN and NOTIFY, with a look each second for what it may have lost, as behind PgBouncer
 * it loses everything. Calls go out after the commit: NOTIFY in the transaction of a write would take a
 * lock of the whole database.
 */
export function openChangeLine(options: ChangeLineOptions): ChangeLine {
  const { postgres, watchers, readHead, log } = options;
  const own = randomUUID();
  const stopping = new AbortController();
  let known = 0;
  let isLooking = false;

  // What has a lower number than one that can be read can be read as well.
  const heard = (head: number, stored?: readonly Change[]): void => {
    if (head <= known) return;
    known = head;
    watchers.wake(stored);
  };
  const look = async (): Promise<void> => {
    if (isLooking || watchers.isEmpty) return;
    isLooking = true;
    try {
      heard(await readHead());
    } catch (error) {
      log.debug({ err: error }, 'the last change cannot be read');
    } finally {
      isLooking = false;
    }
  };
  const onCall = (text: string): void => {
    const [instance, head] = text.split(' ');
    if (instance !== own) heard(Number(head));
  };
  const listen = async (): Promise<void> => {
    await postgres.listen(CHANNEL, onCall, { onReconnect: () => void look() });
  };
  const heads = gatherHeads((head) => postgres.notify(CHANNEL, `${own} ${head}`), log);
  const polling = setInterval(() => void look(), POLL_MS).unref();
  const listening = keepTrying(listen, {
    log,
    failure: 'changes of other instances cannot be heard, and are looked for each second',
    signal: stopping.signal,
  });
  return {
    changed(changes) {
      const head = changes.at(-1)?.seq ?? 0;
      heard(head, changes);
      heads.tell(head);
    },
    async close() {
      clearInterval(polling);
      stopping.abort();
      await heads.close();
      await listening;
    },
  };
}
