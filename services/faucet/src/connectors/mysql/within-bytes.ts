import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';
import { AnswerTooLarge } from '../sql/answer-size.ts';

/**
 * Does `work` on the connection; when the server sends more than `bytesMax` meanwhile it is cut and
 * AnswerTooLarge thrown. The driver has all rows before it gives any, and forgets its caller when it
 * is cut.
 */
export const withinBytes = async <T>(
  connection: Connection,
  bytesMax: number,
  work: () => Promise<T>,
  cut: () => void,
): Promise<T> => {
  const socket = socketOf(connection);
  let bytes = 0;
  let giveUp: ((error: AnswerTooLarge) => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes <= bytesMax) return;
    socket.off('data', count);
    cut();
    giveUp?.(new AnswerTooLarge(bytesMax));
  };
  socket.on('data', count);
  try {
    return await Promise.race([work(), givenUp]);
  } finally {
    socket.off('data', count);
  }
};

/** The driver's socket, which its types leave out. */
const socketOf = (connection: Connection): Socket =>
  (connection as unknown as { readonly stream: Socket }).stream;
