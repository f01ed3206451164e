import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** Where a server listens and how it is spoken to. */
export interface ServerEndpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: false | ConnectionOptions;
  readonly directTls: boolean;
}

/** Messages outside a session start with their length and one of these codes. */
const sslRequestCode = 80_877_103;
const cancelRequestCode = 80_877_102;

/** Whether the server takes TLS. Rejects when it cannot be reached. */
export async function offersTls(endpoint: ServerEndpoint, timeoutMs: number): Promise<boolean> {
  // Over a Unix socket there is none.
  if (endpoint.host.startsWith('/')) return false;
  const socket = await openSocket(endpoint, timeoutMs);
  try {
    return await requestTls(socket);
  } finally {
    socket.destroy();
  }
}

/**
 * Asks the server to cancel what the session is running, which the protocol does over a connection
 * of its own. Resolves when the server has taken the request; it never tells whether it helped.
 */
export async function requestCancel(
  endpoint: ServerEndpoint,
  session: { readonly processId: number; readonly secretKey: number },
  timeoutMs: number,
): Promise<void> {
  const raw = await openSocket(endpoint, timeoutMs);
  try {
    const socket = await secure(raw, endpoint);
    const message = Buffer.alloc(16);
    message.writeInt32BE(16, 0);
    message.writeInt32BE(cancelRequestCode, 4);
    message.writeInt32BE(session.processId, 8);
    message.writeInt32BE(session.secretKey, 12);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(message);
    socket.resume();
    await closed;
  } finally {
    raw.destroy();
  }
}

function openSocket({ host, port }: ServerEndpoint, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

async function secure(socket: Socket, endpoint: ServerEndpoint): Promise<Socket> {
  const { tls, directTls, host } = endpoint;
  if (tls === false || host.startsWith('/')) return socket;
  if (!directTls && !(await requestTls(socket))) throw new Error('the server does not offer TLS');
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      ...tls,
      socket,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(directTls ? { ALPNProtocols: ['postgresql'] } : {}),
    });
    secured.once('error', reject);
    secured.once('secureConnect', () => resolve(secured));
  });
}

function requestTls(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
    socket.once('data', (answer) => resolve(answer[0] === 'S'.charCodeAt(0)));
    const message = Buffer.alloc(8);
    message.writeInt32BE(8, 0);
    message.writeInt32BE(sslRequestCode, 4);
    socket.write(message);
  });
}
