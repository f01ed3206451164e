import type { Socket } from 'node:net';
import type { ClientBase } from 'pg';
import { PostgresFailure } from './postgres-failure.ts';

/** The server sent more than the caller wants to hold in memory; the connection was cut. */
export class PostgresAnswerTooLarge extends PostgresFailure {
  readonly bytesMax: number;

  constructor(bytesMax: number, cause?: unknown) {
    super('too_big', 'the answer is too large', { cause });
    this.bytesMax = bytesMax;
  }
}

/**
 * Does `work` on the connection, and cuts it when the server sends more than `bytesMax` meanwhile:
 * the driver has the whole answer before it gives any of it. Throws PostgresAnswerTooLarge then.
 */
export async function withinBytes<Result>(
  client: ClientBase,
  bytesMax: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const socket = socketOf(client);
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > bytesMax) socket.destroy();
  };
  socket.on('data', count);
  try {
    const result = await work();
    if (bytes <= bytesMax) return result;
  } catch (error) {
    throw bytes > bytesMax ? new PostgresAnswerTooLarge(bytesMax, error) : error;
  } finally {
    socket.off('data', count);
  }
  throw new PostgresAnswerTooLarge(bytesMax);
}

/** The driver's socket, which its types leave out. */
export const socketOf = (client: ClientBase): Socket =>
  (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
