import type { FastifyInstance } from 'fastify';
import { connectionsOf } from './connections.ts';

/**
 * Stops a server in order: nothing new is accepted, streams are told, idle connections close, and
 * requests in flight are answered. When `deadline` aborts, what is left is cut; throws an Error that
 * says how many answers were owed.
 */
export async function drain(app: FastifyInstance, deadline: AbortSignal): Promise<void> {
  const connections = connectionsOf(app.server);
  let owed = 0;
  const cut = (): void => {
    owed = connections.destroyAll();
  };
  deadline.addEventListener('abort', cut, { once: true });
  connections.startDraining();
  if (deadline.aborted) cut();
  try {
    // `close` waits for the connections the server accepted, not for those handed over to it.
    await Promise.all([app.close(), connections.whenEmpty()]);
  } finally {
    deadline.removeEventListener('abort', cut);
  }
  if (owed > 0) throw new Error(`${owed} unanswered requests were cut at the deadline`);
}
