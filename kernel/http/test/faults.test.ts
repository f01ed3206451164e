import { Fault } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

describe('a failed request', () => {
  it('is rendered by the service from the fault a handler throws', async () => {
    const { url } = await startHttp((app) => {
      app.get('/', async () => {
        throw new Fault({
          code: 'no_tea',
          status: 418,
          message: 'Only coffee.',
          context: { pot: 1 },
        });
      });
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(418);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      code: 'no_tea',
      message: 'Only coffee.',
      context: { pot: 1 },
    });
  });

  it('tells nothing of an unexpected error, which is logged with its stack', async () => {
    const { url, lines } = await startHttp((app) => {
      app.get('/', () => {
        throw new Error('password is hunter2');
      });
    });
    const answer = await fetch(url, { headers: { 'x-request-id': 'r1' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    const line = lines.find(({ msg }) => msg === 'request failed');
    expect(line).toMatchObject({ request_id: 'r1', level: 50 });
    expect(JSON.stringify(line)).toContain('faults.test.ts');
  });

  it('is answered even when something that is not an error is thrown', async () => {
    const { url } = await startHttp((app) => {
      app.get('/', async () => {
        await Promise.reject('a string');
      });
    });
    expect(await (await fetch(url)).json()).toMatchObject({ code: 'internal_error' });
  });

  it('is answered plainly when the rendering of the service fails', async () => {
    const renderFault = (): never => {
      throw new Error('rendering broke, secret');
    };
    const { url } = await startHttp(() => undefined, { renderFault });
    const answer = await fetch(`${url}/nope`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('Internal Server Error');
  });

  it('takes status, headers and text from the service as they are', async () => {
    const renderFault = (): { status: number; headers: Record<string, string>; body: string } => ({
      status: 400,
      headers: { 'Content-Type': 'application/json', 'Retry-After': '3' },
      body: '{"error":true}\n',
    });
    const { url } = await startHttp(() => undefined, { renderFault });
    const answer = await fetch(`${url}/nope`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(await answer.text()).toBe('{"error":true}\n');
  });

  it.each([
    ['{"a":', 'application/json', 400, 'invalid_json'],
    ['', 'application/json', 400, 'invalid_json'],
    ['a', 'application/x-unknown', 415, 'unsupported_media_type'],
    ['[]', 'application/json', 400, 'invalid_request'],
    [`{"name":"${'x'.repeat(2000)}"}`, 'application/json', 413, 'body_too_large'],
  ])('says of body %.20j (%s) that it is %i %s', async (body, type, status, code) => {
    const schema = { body: { type: 'object' } };
    const { url } = await startHttp((app) => app.post('/', { schema }, () => ({})), {
      limits: { bodyBytes: 1000 },
    });
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('names the place where a body does not fit its schema', async () => {
    const schema = { body: { type: 'object', required: ['name'] } };
    const { url } = await startHttp((app) => app.post('/', { schema }, () => ({})));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', body: '{}', headers });
    expect(await answer.json()).toMatchObject({
      message: "The request is not valid: body must have required property 'name'.",
      context: { in: 'body', problems: [{ path: '' }] },
    });
  });

  it('keeps the connection usable after a body that was too large', async () => {
    const { port } = await startHttp(
      (app) => app.post('/', () => ({})).get('/next', () => 'next'),
      {
        limits: { bodyBytes: 10 },
      },
    );
    const client = await rawClient(port);
    const head = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';
    client.send(`${head}content-length: 3000000\r\n\r\n`);
    await client.until('413 Payload Too Large');
    client.send('x'.repeat(3_000_000));
    client.send('GET /next HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await client.until('next')).toContain('HTTP/1.1 200 OK');
  });

  it('does not lose fields that a schema does not allow, but refuses them', async () => {
    const schema = { body: { type: 'object', additionalProperties: false } };
    const { url } = await startHttp((app) => app.post('/', { schema }, () => ({})));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', body: '{"extra":1}', headers });
    expect(answer.status).toBe(400);
  });
});
