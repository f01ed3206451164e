import { createServer } from 'node:net';
import { freePort } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';

describe('freePort', () => {
  it('gives a port that can be bound', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    expect(server.listening).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });
});
