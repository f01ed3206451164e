import { setTimeout as delay } from 'node:timers/promises';
import { openPostgres } from '@aquifer/postgres';
import { keepTrying } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { Line, LineHandler } from './line.ts';

/** Channels belong to a database, so one name does for all. */
const CHANNEL = 'messagedb';
/** How long start-up waits for a server that does not answer; the line stands when it does. */
const START_MS = 2_000;
const CONNECT_MS = 5_000;

/**
 * A line over LISTEN and NOTIFY, on connections of its own: NOTIFY in the transaction of a write
 * would take a lock of the whole database at its commit.
 */
export async function openPostgresLine(url: string, handler: LineHandler, log: Log): Promise<Line> {
  const stopping = new AbortController();
  const postgres = openPostgres(url, {
    poolMax: 1,
    connectTimeoutMs: CONNECT_MS,
    statementTimeoutMs: CONNECT_MS,
    applicationName: 'messagedb wake',
  });
  const listen = async (): Promise<void> => {
    await postgres.listen(CHANNEL, (text) => handler.onText(text), {
      onLost: (error) => log.warn({ err: error }, 'calls of other instances cannot be heard'),
      onReconnect: () => handler.onGap(),
    });
  };
  const standing = keepTrying(listen, {
    log,
    failure: 'PostgreSQL does not let calls of other instances be heard; trying again',
    signal: stopping.signal,
  }).then((stands) => (stands ? handler.onGap() : undefined));
  await Promise.race([standing, delay(START_MS)]);
  return {
    send: (text) => postgres.notify(CHANNEL, text),
    async close() {
      stopping.abort();
      await postgres.close();
      await standing;
    },
  };
}
