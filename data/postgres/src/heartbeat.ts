import type { Client } from 'pg';

/** A dead peer does not tell; a question every so often finds it out. */
const intervalMs = 15_000;
const answerMs = 5_000;

/** Ends a connection whose server has stopped answering. Returns what stops watching it. */
export function startHeartbeat(client: Client): () => void {
  const timer = setInterval(() => {
    // Ending a connection that waits for an answer destroys its socket.
    const patience = setTimeout(() => void client.end().catch(() => undefined), answerMs);
    patience.unref();
    const stop = () => clearTimeout(patience);
    client.query('SELECT 1').then(stop, stop);
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
