import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A client that speaks in bytes, to send what no HTTP client would. */
export interface RawClient {
  readonly socket: Socket;
  send(text: string): void;
  /** Everything received so far. */
  received(): string;
  /** Resolves with everything received once it contains `part`. */
  until(part: string): Promise<string>;
  /** Resolves with everything received once the server has closed the connection. */
  closed(): Promise<string>;
}

/** Connects to a port of this machine; the connection is cut when the test ends. */
export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  let ended = false;
  let wake = (): void => undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    text += part;
    wake();
  });
  socket.on('error', () => undefined); // A reset shows as a closed connection.
  socket.on('close', () => {
    ended = true;
    wake();
  });
  await once(socket, 'connect');
  const wait = async (isOver: () => boolean): Promise<string> => {
    while (!isOver()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return text;
  };
  return {
    socket,
    send: (part) => void socket.write(part),
    received: () => text,
    async until(part) {
      await wait(() => text.includes(part) || ended);
      if (!text.includes(part)) throw new Error(`closed without ${part}: ${text}`);
      return text;
    },
    closed: () => wait(() => ended),
  };
}
