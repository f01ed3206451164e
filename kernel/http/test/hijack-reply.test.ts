import { describe, expect, it } from 'vitest';
import { hijackReply } from '../src/index.ts';
import { startHttp } from './support/start-http.ts';
import { until } from './support/until.ts';

describe('hijackReply', () => {
  it('keeps what hooks have set, and the line in the access log', async () => {
    const { url, lines } = await startHttp((app) =>
      app.get('/', (_request, reply) => {
        hijackReply(reply.header('x-own', 'set before'))
          .writeHead(201, { 'content-type': 'text/plain' })
          .end('raw');
      }),
    );
    const answer = await fetch(url, { headers: { 'x-request-id': 'r1' } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-own')).toBe('set before');
    expect(answer.headers.get('x-request-id')).toBe('r1');
    expect(await answer.text()).toBe('raw');
    await until(() => lines.length === 1);
    expect(lines).toMatchObject([{ status: 201, request_id: 'r1' }]);
  });
});
