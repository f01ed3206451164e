import { createHash } from 'node:crypto';
import { parsePostgresUrl } from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import { postgresUrlOf } from '../store/postgres-url.ts';
import type { PostgresUrlSettings } from '../store/postgres-url.ts';
import { openLineWake } from './line-wake.ts';
import { openNatsLine } from './nats-line.ts';
import { openPostgresLine } from './postgres-line.ts';
import { noWake } from './wake.ts';
import type { Wake, WakeHandler } from './wake.ts';

/** What says how instances call each other. */
export interface WakeSettings extends PostgresUrlSettings {
  readonly natsUrl: string | undefined;
}

/** A call that is lost costs a subscriber no more than this, in milliseconds. */
const POLL_MS = 2_000;

/**
 * The one place that knows all ways to call other instances: opens the one that the settings name.
 * Only PostgreSQL has other instances to call.
 */
export async function openWake(
  settings: WakeSettings,
  log: Log,
  handler: WakeHandler,
): Promise<Wake> {
  const { natsUrl } = settings;
  const postgresUrl = postgresUrlOf(settings);
  if (postgresUrl === undefined) {
    if (natsUrl !== undefined) {
      log.warn('MESSAGEDB_NATS_URL is not used: no other instance can see these messages');
    }
    return noWake;
  }
  const wake = await openLineWake(
    natsUrl === undefined
      ? (events) => openPostgresLine(postgresUrl, events, log)
      : (events) => openNatsLine({ url: natsUrl, topic: topicOf(postgresUrl) }, events, log),
    handler,
    log,
  );
  const polling = setInterval(() => handler.onPoll(), POLL_MS).unref();
  return {
    announce: (change) => wake.announce(change),
    async close() {
      clearInterval(polling);
      await wake.close();
    },
  };
}

/**
 * The same for instances that name their database alike. Those that do not are not woken by each
 * other, and notice at their next look.
 */
function topicOf(postgresUrl: string): string {
  const { host, port, database } = parsePostgresUrl(postgresUrl);
  const place = JSON.stringify([host.toLowerCase(), port, database]);
  return createHash('sha256').update(place).digest('hex').slice(0, 32);
}
