import pg from 'pg';
import { startHeartbeat } from './heartbeat.ts';
import { PostgresFailure } from './postgres-failure.ts';
import { asFailure, type PostgresLink } from './postgres-link.ts';
import type { PostgresListener, PostgresListenOptions } from './postgres.ts';

interface Subscription extends PostgresListenOptions {
  readonly channel: string;
  readonly handler: (payload: string) => void;
}

/** Delays between attempts to come back: doubled each time, up to the last. */
const retryFirstMs = 100;
const retryLastMs = 5_000;

/** Hears notifications on one connection of its own, which comes back by itself when lost. */
export class PostgresListenerHub {
  readonly #link: PostgresLink;
  readonly #subscriptions = new Set<Subscription>();
  #connection: Promise<pg.Client> | undefined;
  /** The connection that is listening; the end of any other is no loss. */
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(link: PostgresLink) {
    this.#link = link;
  }

  /** Resolves when the server is listening. Throws PostgresFailure or the server's refusal. */
  async listen(
    channel: string,
    handler: (payload: string) => void,
    options: PostgresListenOptions,
  ): Promise<PostgresListener> {
    if (this.#isClosed) throw new PostgresFailure('unavailable', 'the connection pool is closed');
    checkChannel(channel);
    const subscription = { channel, handler, ...options };
    this.#subscriptions.add(subscription);
    try {
      const client = await (this.#connection ?? this.#open());
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#subscriptions.delete(subscription);
      throw error;
    }
    return { close: () => this.#unsubscribe(subscription) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#subscriptions.clear();
    await this.#disconnect();
  }

  #open(): Promise<pg.Client> {
    const connection = this.#connect();
    this.#connection = connection;
    connection.catch(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }

  async #connect(): Promise<pg.Client> {
    const client = await this.#link.connect();
    client.on('notification', (message) => this.#deliver(message));
    const stopHeartbeat = startHeartbeat(client);
    client.on('end', () => {
      stopHeartbeat();
      if (this.#client === client) this.#onLoss();
    });
    try {
      const channels = new Set([...this.#subscriptions].map(({ channel }) => channel));
      for (const channel of channels) {
        await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      }
    } catch (error) {
      await client.end();
      throw asFailure(error);
    }
    this.#client = client;
    return client;
  }

  #deliver(message: pg.Notification): void {
    for (const { channel, handler } of this.#subscriptions) {
      if (channel === message.channel) handler(message.payload ?? '');
    }
  }

  #onLoss(): void {
    this.#client = undefined;
    this.#connection = undefined;
    const error = new PostgresFailure('unavailable', 'the listening connection was lost');
    for (const { onLost } of this.#subscriptions) onLost?.(error);
    this.#reconnect(retryFirstMs);
  }

  /** Waits somewhat less than `delayMs`, by chance, so that many programs do not come at once. */
  #reconnect(delayMs: number): void {
    this.#retry = setTimeout(
      () => {
        // A new listener may have come first and opened it.
        (this.#connection ?? this.#open()).then(
          () => {
            for (const { onReconnect } of this.#subscriptions) onReconnect?.();
          },
          () => {
            const isNeeded = !this.#isClosed && this.#subscriptions.size > 0;
            if (isNeeded) this.#reconnect(Math.min(delayMs * 2, retryLastMs));
          },
        );
      },
      delayMs * (0.5 + Math.random() / 2),
    );
  }

  async #unsubscribe(subscription: Subscription): Promise<void> {
    const { channel } = subscription;
    if (!this.#subscriptions.delete(subscription)) return;
    if (this.#subscriptions.size === 0) {
      clearTimeout(this.#retry);
      await this.#disconnect();
    } else if (![...this.#subscriptions].some((other) => other.channel === channel)) {
      const client = await this.#connection?.catch(() => undefined);
      await client?.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
    }
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#client = undefined;
    const client = await connection?.catch(() => undefined);
    await client?.end();
  }
}

/** The server cuts longer names in LISTEN and refuses them in pg_notify. */
const channelMaxBytes = 63;

function checkChannel(channel: string): void {
  const bytes = Buffer.byteLength(channel);
  if (bytes === 0 || bytes > channelMaxBytes || channel.includes('\0')) {
    throw new PostgresFailure('parameter', `a channel's name has 1 to ${channelMaxBytes} bytes`);
  }
}
