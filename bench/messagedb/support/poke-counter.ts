import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A subscriber that costs its own process little: it looks for pokes in the bytes, and no more. */
export interface PokeCounter {
  readonly count: () => number;
  close(): void;
}

const ready = ': ready\n';
const poke = 'event: poke\n';

/** Resolves when the subscription is live. `onPoke` is given the text that came with each poke. */
export async function subscribe(
  port: number,
  query: string,
  onPoke: (text: string) => void = () => undefined,
): Promise<PokeCounter> {
  let count = 0;
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.write(`GET /subscribe?${query} HTTP/1.1\r\nHost: bench\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (text: string) => {
      if (text.includes(ready)) resolve();
      // A poke is written in one piece and, on loopback, arrives in one.
      for (let at = text.indexOf(poke); at !== -1; at = text.indexOf(poke, at + 1)) {
        count += 1;
        onPoke(text.slice(at, text.indexOf('\n\n', at)));
      }
    });
  });
  return { count: () => count, close: () => void socket.destroy() };
}
