import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricNames } from '../../src/http/observations.ts';
import { methods } from '../../src/rpc/methods.ts';
import { messageDbOfTest, startMessageDb } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** What needs no token of a namespace (contract §11). */

let server: TestServer;
beforeAll(async () => {
  server = await startMessageDb();
});
afterAll(() => server.stop());

const nobody = { as: undefined };

describe('/health and /version', () => {
  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('answer %s', async (method) => {
    expect((await server.request('/health', { method, ...nobody })).text).toBe('{"status":"ok"}');
    const { json } = await server.request('/version', { method, ...nobody });
    expect(json).toEqual({ version: await server.call('sys.version') });
  });

  it('answer HEAD without a body', async () => {
    const { status, text, headers } = await server.request('/health', {
      method: 'HEAD',
      ...nobody,
    });
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('answer the probe of the guide', async () => {
    await expect(
      promisify(execFile)('wget', ['-q', '--spider', `${server.url}/health`]),
    ).resolves.toBeDefined();
  });
});

describe('cross-origin requests', () => {
  const headers = { origin: 'https://app.example' };
  const preflight = { ...headers, 'access-control-request-method': 'POST' };

  it('are told nothing unless MESSAGEDB_CORS_ORIGIN is set', async () => {
    const { headers: told } = await server.post(['sys.version'], { headers });
    expect(told.has('access-control-allow-origin')).toBe(false);
  });

  it('are allowed from the origin that is set, preflight and all', async () => {
    const open = await messageDbOfTest({ MESSAGEDB_CORS_ORIGIN: 'https://app.example' });
    const asked = await open.request('/rpc', {
      method: 'OPTIONS',
      headers: { ...preflight, 'access-control-request-headers': 'authorization,content-type' },
      ...nobody,
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': expect.stringMatching(/authorization, ?content-type/i),
    });
    for (const { headers: told } of [
      await open.post(['sys.version'], { headers }),
      await open.post(['no.such'], { headers }),
      await open.post(['sys.version'], { headers, ...nobody }),
    ]) {
      expect(told.get('access-control-allow-origin')).toBe('https://app.example');
    }
    const other = await open.post(['sys.version'], { headers: { origin: 'https://evil.example' } });
    expect(other.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('are told what is allowed by any OPTIONS, without a token, when an origin is set', async () => {
    const open = await messageDbOfTest({ MESSAGEDB_CORS_ORIGIN: 'https://app.example' });
    for (const path of ['/rpc', '/subscribe', '/import']) {
      for (const sent of [{}, headers]) {
        const asked = await open.request(path, { method: 'OPTIONS', headers: sent, ...nobody });
        expect({ path, status: asked.status, text: asked.text }).toEqual({
          path,
          status: 204,
          text: '',
        });
        expect(Object.fromEntries(asked.headers)).toMatchObject({
          'access-control-allow-origin': 'https://app.example',
          'access-control-allow-methods': 'POST, GET',
          'access-control-allow-headers': 'Authorization, Content-Type',
        });
      }
    }
    expect((await server.request('/rpc', { method: 'OPTIONS', ...nobody })).status).toBe(401);
  });

  it('may come from anywhere with *', async () => {
    const open = await messageDbOfTest({ MESSAGEDB_CORS_ORIGIN: '*' });
    const { headers: told } = await open.post(['sys.version'], { headers });
    expect(told.get('access-control-allow-origin')).toBe('*');
  });
});

describe('/metrics', () => {
  it('has the metrics of the guide, with labels from the table of methods only', async () => {
    const counted = await messageDbOfTest();
    await counted.call('stream.write', 'secret-stream', { type: 'T', data: {} });
    await counted.call('stream.writeBatch', 'a-1', [
      { type: 'T', data: {} },
      { type: 'T', data: {} },
    ]);
    await counted.post(['no.such.method']);
    await counted.post(['__proto__']);
    await counted.post('nonsense');
    await counted.post(['sys.version'], nobody);
    const { status, headers, text } = await counted.request('/metrics', nobody);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('messagedb_requests_total{method="stream.write",status="200"} 1\n');
    expect(text).toContain('messagedb_requests_total{method="other",status="404"} 2\n');
    expect(text).toContain('messagedb_requests_total{method="other",status="400"} 1\n');
    expect(text).toContain('messagedb_requests_total{method="other",status="401"} 1\n');
    expect(text).toContain('messagedb_messages_written_total 3\n');
    expect(text).toContain('messagedb_sse_connections 0\n');
    expect(text).toMatch(/messagedb_request_duration_seconds_count\{method="stream.write"\} 1\n/);
    for (const name of Object.values(metricNames)) expect(text).toContain(`# HELP ${name} `);
    const known = new Set([...methods.map(({ name }) => name), 'other']);
    for (const [, method = ''] of text.matchAll(/^messagedb_\w+\{[^}]*method="([^"]*)"/gm)) {
      expect(known).toContain(method);
    }
    expect(text).not.toMatch(/secret-stream|no\.such|__proto__/);
  });

  it('asks for its own token when it has one', async () => {
    const closed = await messageDbOfTest({ MESSAGEDB_METRICS_TOKEN: 'for-prometheus' });
    const status = async (as: string | undefined): Promise<number> =>
      (await closed.request('/metrics', { as })).status;
    expect(await status(undefined)).toBe(401);
    expect(await status('for-prometheu')).toBe(403);
    expect(await status('for-prometheus')).toBe(200);
  });

  it('is only read', async () => {
    const { status, headers } = await server.request('/metrics', { method: 'POST', ...nobody });
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET' });
  });
});
