import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { hijackReply, receiveBody } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

/** Echoes each piece in capitals as it arrives; `stop` in one makes it break off. */
const echo =
  (stopped: AbortSignal = new AbortController().signal) =>
  (app: FastifyInstance): void => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    app.post('/', async (request, reply) => {
      const raw = hijackReply(reply);
      raw.flushHeaders();
      try {
        for await (const piece of receiveBody(request, reply, stopped)) {
          raw.write(piece.toString().toUpperCase());
          if (piece.includes('stop')) break;
        }
        raw.end('!');
      } catch {
        raw.end('broken');
      }
    });
  };

const head = (header: string): string => `POST / HTTP/1.1\r\nhost: a\r\n${header}\r\n\r\n`;

it('answers while the body arrives', async () => {
  const { port } = await startHttp(echo());
  const client = await rawClient(port);
  client.send(`${head('content-length: 6')}one`);
  await client.until('ONE');
  client.send('two');
  expect(await client.until('!')).toContain('TWO');
});

it('gives the body more time than other requests have', async () => {
  const { port } = await startHttp(echo(), { limits: { requestTimeoutMs: 100 } });
  const client = await rawClient(port);
  client.send(`${head('content-length: 6')}one`);
  // Several times what the limit allows; nothing is waited for but its not happening.
  await setTimeout(500);
  client.send('two');
  expect(await client.until('!')).toContain('TWO');
});

it('takes more than bodies may have elsewhere', async () => {
  const { url } = await startHttp(echo(), { limits: { bodyBytes: 10 } });
  const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(1000) });
  expect(await answer.text()).toBe(`${'X'.repeat(1000)}!`);
});

it('leaves the answer to the handler when the body is not HTTP', async () => {
  const { port } = await startHttp(echo());
  const client = await rawClient(port);
  client.send(`${head('transfer-encoding: chunked')}3\r\none\r\nnonsense\r\n`);
  expect(await client.closed()).toContain('broken');
});

it('stops waiting when it is told to', async () => {
  const stop = new AbortController();
  const { port } = await startHttp(echo(stop.signal));
  const client = await rawClient(port);
  client.send(`${head('content-length: 6')}one`);
  await client.until('ONE');
  stop.abort();
  expect(await client.until('broken')).toContain('ONE');
});

it('throws away what comes after the handler has had enough, and serves the next request', async () => {
  const { port } = await startHttp(echo());
  const client = await rawClient(port);
  client.send(`${head('content-length: 100004')}stop`);
  await client.until('STOP');
  client.send(`${'x'.repeat(100_000)}${head('content-length: 3')}two`);
  expect(await client.until('TWO')).not.toContain('XX');
});
