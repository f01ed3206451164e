import { describe, expect, it } from 'vitest';
import type { CorsOptions } from '../src/index.ts';
import { startHttp } from './support/start-http.ts';

const cors: CorsOptions = {
  origins: '*',
  methods: ['GET', 'POST'],
  headers: ['Content-Type', 'X-API-Key'],
  exposedHeaders: ['X-Total-Count', 'Link'],
  credentials: true,
  maxAgeSeconds: 300,
  preflightStatus: 200,
};

function preflight(method: string, headers?: string): RequestInit {
  return {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': method,
      ...(headers !== undefined && { 'access-control-request-headers': headers }),
    },
  };
}

describe('cross-origin requests', () => {
  it('are told what they may read', async () => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'), { cors });
    const { headers } = await fetch(url, { headers: { origin: 'https://app.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-expose-headers')).toBe('X-Total-Count, Link');
    expect(headers.get('vary')).toBe('Origin');
  });

  it('may read errors too', async () => {
    const { url } = await startHttp(() => undefined, { cors });
    const { headers } = await fetch(`${url}/nope`, { headers: { origin: 'https://app.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('get a preflight answer that echoes what they asked for', async () => {
    const { url } = await startHttp((app) => app.post('/', () => 'ok'), { cors });
    const answer = await fetch(url, preflight('POST', 'content-type, x-api-key'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type, x-api-key');
    expect(answer.headers.get('access-control-max-age')).toBe('300');
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  it.each([
    ['method', preflight('DELETE')],
    ['header', preflight('GET', 'x-evil')],
  ])('get no permission for a %s that is not allowed', async (_what, init) => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'), { cors });
    const answer = await fetch(url, init);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-methods')).toBeNull();
    expect(answer.headers.get('access-control-allow-headers')).toBeNull();
  });

  it('may be allowed whatever headers they ask for, and be told all methods', async () => {
    const { url } = await startHttp(() => undefined, {
      cors: { ...cors, methods: ['get', 'HEAD', 'PUT'], headers: 'asked', listMethods: true },
    });
    const { headers } = await fetch(url, preflight('PUT', 'X-Anything,  traceparent'));
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, PUT');
    expect(headers.get('access-control-allow-headers')).toBe('X-Anything, traceparent');
    const plain = await fetch(url, preflight('PUT'));
    expect(plain.headers.get('access-control-allow-headers')).toBeNull();
    const other = await fetch(url, preflight('DELETE', 'x-anything'));
    expect(other.headers.get('access-control-allow-methods')).toBeNull();
  });

  it('are allowed from the listed origins only', async () => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'), {
      cors: { ...cors, origins: ['https://app.example'] },
    });
    const allowed = await fetch(url, { headers: { origin: 'https://app.example' } });
    const other = await fetch(url, { headers: { origin: 'https://evil.example' } });
    const asked = await fetch(url, {
      ...preflight('GET'),
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    for (const { headers } of [other, asked]) {
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toContain('Origin');
    }
  });
});

describe('OPTIONS', () => {
  it('that is no preflight is a wrong method', async () => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'), { cors });
    const answer = await fetch(url, { method: 'OPTIONS' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('that is a preflight is a wrong method without a policy', async () => {
    const { url } = await startHttp((app) => app.get('/', () => 'ok'));
    expect((await fetch(url, preflight('GET'))).status).toBe(405);
  });
});
