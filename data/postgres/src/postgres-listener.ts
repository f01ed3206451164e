import pg from 'pg';
import { PostgresFailure } from './postgres-failure.ts';
import type { PostgresLink } from './postgres-link.ts';
import type { PostgresListener, PostgresListenOptions } from './postgres.ts';

/** Hears notifications on one connection of its own, which comes back by itself when lost. */
export interface ListenerHub {
  listen(
    channel: string,
    handler: (payload: string) => void,
    options: PostgresListenOptions,
  ): Promise<PostgresListener>;
  close(): Promise<void>;
}

interface Subscription extends PostgresListenOptions {
  readonly channel: string;
  readonly handler: (payload: string) => void;
}

/** A dead peer does not tell; a question every so often finds it out. */
const heartbeatMs = 15_000;
const answerMs = 5_000;
const retryFirstMs = 100;
const retryLastMs = 5_000;

export function createListenerHub(link: PostgresLink): ListenerHub {
  const subscriptions = new Set<Subscription>();
  let connection: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  const deliver = (message: pg.Notification): void => {
    for (const { channel, handler } of subscriptions) {
      if (channel === message.channel) handler(message.payload ?? '');
    }
  };

  const connect = async (): Promise<pg.Client> => {
    const client = await link.connect();
    client.on('notification', deliver);
    const stopHeartbeat = startHeartbeat(client);
    client.on('end', () => {
      stopHeartbeat();
      connection = undefined;
      if (isClosed || subscriptions.size === 0) return;
      const error = new PostgresFailure('unavailable', 'the listening connection was lost');
      for (const { onLost } of subscriptions) onLost?.(error);
      reconnect(retryFirstMs);
    });
    const channels = new Set([...subscriptions].map(({ channel }) => channel));
    for (const channel of channels) await client.query(`LISTEN ${quoteChannel(channel)}`);
    return client;
  };

  const reconnect = (delayMs: number): void => {
    retry = setTimeout(
      () => {
        connection = connect();
        connection.then(
          () => {
            for (const { onReconnect } of subscriptions) onReconnect?.();
          },
          () => {
            connection = undefined;
            if (!isClosed) reconnect(Math.min(delayMs * 2, retryLastMs));
          },
        );
      },
      delayMs * (0.5 + Math.random() / 2),
    );
  };

  const unsubscribe = async (subscription: Subscription): Promise<void> => {
    if (!subscriptions.delete(subscription)) return;
    const isLast = ![...subscriptions].some(({ channel }) => channel === subscription.channel);
    const client = await connection?.catch(() => undefined);
    if (subscriptions.size === 0) {
      clearTimeout(retry);
      connection = undefined;
      await client?.end();
    } else if (isLast) {
      await client?.query(`UNLISTEN ${quoteChannel(subscription.channel)}`).catch(() => undefined);
    }
  };

  return {
    async listen(channel, handler, options) {
      if (isClosed) throw new PostgresFailure('unavailable', 'the connection pool is closed');
      checkChannel(channel);
      const subscription = { channel, handler, ...options };
      subscriptions.add(subscription);
      try {
        connection ??= connect();
        const client = await connection;
        await client.query(`LISTEN ${quoteChannel(channel)}`);
      } catch (error) {
        subscriptions.delete(subscription);
        connection = undefined;
        throw error;
      }
      return { close: () => unsubscribe(subscription) };
    },
    async close() {
      isClosed = true;
      clearTimeout(retry);
      subscriptions.clear();
      const client = await connection?.catch(() => undefined);
      await client?.end();
    },
  };
}

function startHeartbeat(client: pg.Client): () => void {
  const timer = setInterval(() => {
    // Ending a connection that waits for an answer destroys its socket.
    const patience = setTimeout(() => void client.end().catch(() => undefined), answerMs);
    patience.unref();
    client.query('SELECT 1').then(
      () => clearTimeout(patience),
      () => clearTimeout(patience),
    );
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The server cuts longer names in LISTEN and refuses them in pg_notify. */
const channelMaxBytes = 63;

function checkChannel(channel: string): void {
  const bytes = Buffer.byteLength(channel);
  if (bytes === 0 || bytes > channelMaxBytes || channel.includes('\0')) {
    throw new PostgresFailure('parameter', `a channel's name has 1 to ${channelMaxBytes} bytes`);
  }
}

function quoteChannel(channel: string): string {
  return pg.escapeIdentifier(channel);
}
