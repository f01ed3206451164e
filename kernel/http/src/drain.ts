import type { FastifyInstance } from 'fastify';
import { connectionsOf } from './connections.ts';

/** What a service promises of its end. */
export interface DrainOptions {
  /** Whether to throw an Error, with their number, when requests were cut that were owed an answer. */
  readonly cutIsFailure?: boolean;
}

/**
 * Stops a server in order: nothing new is accepted, streams are told, idle connections close, and
 * requests in flight are answered. When `deadline` aborts, what is left is cut.
 */
export async function drain(
  app: FastifyInstance,
  deadline: AbortSignal,
  { cutIsFailure = false }: DrainOptions = {},
): Promise<void> {
  const connections = connectionsOf(app.server);
  let owed = 0;
  const cut = (): void => {
    owed = connections.destroyAll();
  };
  deadline.addEventListener('abort', cut, { once: true });
  await connections.whenAllAccepted(deadline);
  connections.startDraining();
  // In the same turn, so that nobody connects in between; Fastify does it later, and finds it done.
  app.server.close();
  if (deadline.aborted) cut();
  try {
    // `close` waits for the connections the server accepted, not for those handed over to it.
    await Promise.all([app.close(), connections.whenEmpty()]);
  } finally {
    deadline.removeEventListener('abort', cut);
  }
  if (owed > 0 && cutIsFailure)
    throw new Error(`${owed} unanswered requests were cut at the deadline`);
}
