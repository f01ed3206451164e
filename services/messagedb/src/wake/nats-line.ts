import { setTimeout as delay } from 'node:timers/promises';
import { keepTrying } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Line, LineHandler } from './line.ts';
import { parseNatsUrl } from './nats-address.ts';

/** How long start-up waits for a server that does not answer; the line stands when it does. */
const START_MS = 2_000;
const CONNECT_MS = 5_000;
/** A connection that is dead without saying so is noticed after two of these. */
const PING_MS = 10_000;

export interface NatsLineOptions {
  readonly url: string;
  /** Stands for the database, so that several can share one NATS. */
  readonly topic: string;
}

/** A line over one subject of NATS. It comes back by itself, however long that takes. */
export async function openNatsLine(
  { url, topic }: NatsLineOptions,
  handler: LineHandler,
  log: Log,
): Promise<Line> {
  const address = parseNatsUrl(url);
  const subject = `messagedb.${topic}`;
  const stopping = new AbortController();
  let connection: NatsConnection | undefined;
  let reach: () => Promise<void>;

  const open = async (): Promise<void> => {
    // Not its own reconnecting: that would keep calls without bound, and gives up at times.
    const opened = await connect({
      ...address,
      name: 'messagedb wake',
      reconnect: false,
      timeout: CONNECT_MS,
      pingInterval: PING_MS,
    });
    opened.subscribe(subject, {
      callback: (error, message) => (error === null ? handler.onText(message.string()) : undefined),
    });
    reach = createReach(opened);
    await reach();
    connection = opened;
    void opened.closed().then(onLost);
  };
  const stand = async (): Promise<void> => {
    const failure = 'NATS does not let other instances be called; trying again';
    const stands = await keepTrying(open, { log, failure, signal: stopping.signal });
    if (stands) handler.onGap();
  };
  const onLost = (error: Error | void): void => {
    connection = undefined;
    if (stopping.signal.aborted) return;
    log.warn({ err: error }, 'the connection to NATS was lost');
    standing = stand();
  };
  let standing = stand();
  await Promise.race([standing, delay(START_MS)]);
  return {
    async send(text) {
      if (connection === undefined) throw new Error('NATS is not connected');
      connection.publish(subject, text);
      await reach();
    },
    async close() {
      stopping.abort();
      await standing;
      await connection?.close();
    },
  };
}

/**
 * Makes the function that resolves when the server has all that was sent. A flush alone never ends on
 * a lost connection; and what waits for the loss is forgotten with each flush, for a promise that
 * lives as long as the connection keeps whatever is chained to it.
 */
function createReach(connection: NatsConnection): () => Promise<void> {
  const waiting = new Set<(error: Error) => void>();
  let loss: Error | undefined;
  void connection.closed().then(() => {
    loss = new Error('the connection to NATS was lost');
    for (const fail of waiting) fail(loss);
  });
  return () =>
    new Promise((resolve, reject) => {
      if (loss !== undefined) {
        reject(loss);
        return;
      }
      waiting.add(reject);
      const forget = (): boolean => waiting.delete(reject);
      connection.flush().then(resolve, reject).finally(forget);
    });
}
