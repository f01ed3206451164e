import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createLog } from '@aquifer/service';
import { expect, it } from 'vitest';
import { openNatsLine } from '../../src/wake/nats-line.ts';

it('says who it is in the words of its URL', async () => {
  let said = '';
  const server = createServer((socket) => {
    socket.write('INFO {"server_id":"x","version":"2.9.0","proto":1,"auth_required":true}\r\n');
    socket.on('data', (bytes) => {
      said += bytes.toString();
      if (bytes.toString().includes('PING')) socket.write('PONG\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const line = await openNatsLine(
    { url: `nats://ada:p%40ss@127.0.0.1:${port}`, topic: 'one' },
    { onText: () => undefined, onGap: () => undefined },
    createLog({ level: 'silent', format: 'json' }),
  );
  await expect.poll(() => said).toMatch(/SUB messagedb\.one /);
  expect(said).toMatch(/"user":"ada"/);
  expect(said).toMatch(/"pass":"p@ss"/);
  await line.close();
  server.close();
});
