import type { WriteOptions } from './call-options.ts';
import type { Connection } from './connection.ts';
import type { NewMessage } from './message.ts';
import { uuidV7 } from './uuid-v7.ts';

export interface WriteResult {
  readonly id: string;
  readonly position: number;
  readonly globalPosition: number;
}

export interface WriteBatchResult {
  readonly ids: readonly string[];
  readonly count: number;
  /** Of the last message. */
  readonly position: number;
  readonly globalPosition: number;
}

/**
 * Every message is sent with an id. So a write whose answer was lost is simply made again: the
 * server finds what it has stored and answers what it would have answered.
 */
export interface Writing {
  /** Writes one message to the end of a stream. */
  write(stream: string, message: NewMessage, options?: WriteOptions): Promise<WriteResult>;
  /** Writes 1 to 1000 messages to the end of a stream, all or none. */
  writeBatch(
    stream: string,
    messages: readonly NewMessage[],
    options?: WriteOptions,
  ): Promise<WriteBatchResult>;
}

export function createWriting(connection: Connection): Writing {
  return {
    async write(stream, { type, data, metadata, id = uuidV7() }, options = {}) {
      const { expectedVersion, signal } = options;
      const written = await connection.call<Omit<WriteResult, 'id'>>(
        ['stream.write', stream, { type, data, metadata }, { id, expectedVersion }],
        signal,
      );
      return { id, ...written };
    },
    async writeBatch(stream, messages, { expectedVersion, signal } = {}) {
      const sent = messages.map(({ id = uuidV7(), type, data, metadata }) => ({
        id,
        type,
        data,
        metadata,
      }));
      const written = await connection.call<Omit<WriteBatchResult, 'ids'>>(
        ['stream.writeBatch', stream, sent, { expectedVersion }],
        signal,
      );
      return { ids: sent.map(({ id }) => id), ...written };
    },
  };
}
