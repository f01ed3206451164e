import { connect, createServer } from 'node:net';

/** A stand-in for PgBouncer as far as the start of a session goes: it takes no `options`. */
export interface Pooler {
  readonly url: string;
  /** Sessions that got through. */
  sessions(): number;
  close(): Promise<void>;
}

/** Passes sessions without `options` on to the server at this address, and refuses others as PgBouncer does. */
export const startPooler = async (url: string): Promise<Pooler> => {
  const target = new URL(url);
  let sessions = 0;
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', (startup: Buffer) => {
      if (startup.includes('options\0')) return void client.end(refusal());
      sessions += 1;
      const upstream = connect(Number(target.port), target.hostname);
      upstream.on('error', () => client.destroy());
      client.on('close', () => upstream.destroy());
      upstream.write(startup);
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === 'object' ? address?.port : '');
  own.searchParams.set('sslmode', 'disable');
  return {
    url: own.href,
    sessions: () => sessions,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

/** An ErrorResponse: a length, then fields of a letter and a text each, then zero. */
const refusal = (): Buffer => {
  const fields = 'SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0';
  const message = Buffer.alloc(5 + fields.length);
  message.write('E');
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5);
  return message;
};
