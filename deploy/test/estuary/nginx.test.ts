import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { join } from 'node:path';
import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { withReplaced } from '../support/deploy-file.ts';
import { bodyOf } from '../support/proxied.ts';
import type { RunningProxy } from '../support/run-proxy.ts';
import { startNginx } from '../support/start-nginx.ts';
import { askNginx, clientAddress, guidedHost } from './support/ask-nginx.ts';
import { deployText } from './support/deploy-file.ts';
import { startStubServer } from './support/stub-server.ts';
import type { StubServer } from './support/stub-server.ts';

const text = deployText('nginx.conf');
const host = guidedHost;

/** The file, listening on a port before servers in the place of the three. */
const siteOf = (backends: readonly { readonly port: number }[], port: number): string =>
  withReplaced(text, [
    ...backends.map((one, index) => [`estuary${index + 1}:3000`, `127.0.0.1:${one.port}`] as const),
    ['listen 80;', `listen 127.0.0.1:${port};`],
  ]);

describe('nginx.conf', () => {
  it.each([
    'least_conn;',
    'server estuary1:3000 max_fails=3 fail_timeout=30s;',
    'server estuary2:3000 max_fails=3 fail_timeout=30s;',
    'server estuary3:3000 max_fails=3 fail_timeout=30s;',
    'listen 80;',
    `server_name ${host};`,
    'proxy_pass http://estuary_backend;',
    'proxy_http_version 1.1;',
    'proxy_set_header Upgrade $http_upgrade;',
    "proxy_set_header Connection 'upgrade';",
    'proxy_set_header Host $host;',
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_cache_bypass $http_upgrade;',
    'proxy_connect_timeout 60s;',
    'proxy_send_timeout 60s;',
    'proxy_read_timeout 60s;',
    'proxy_pass http://estuary_backend/health;',
    'access_log off;',
  ])('has the line of the guide: %s', (line) => {
    expect(text.split('\n').map((one) => one.trim())).toContain(line);
  });
});

await describeWith('nginx', 'nginx with nginx.conf', (nginx) => {
  const folder = temporaryDirectory();
  const backends: StubServer[] = [];
  let proxy: RunningProxy | undefined;
  let port = 0;

  beforeAll(async () => {
    for (let index = 0; index < 3; index += 1) backends.push(await startStubServer());
    port = await freePort();
    proxy = await startNginx(nginx, siteOf(backends, port), { folder, port });
  });
  afterAll(async () => {
    await proxy?.stop();
    for (const backend of backends) backend.close();
  });

  const ask = (
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<IncomingMessage> =>
    askNginx(port, path, { headers, ...(body === undefined ? {} : { body }) });

  /** The request that carried a mark, as Estuary would have met it. */
  const arrived = (mark: string): IncomingMessage | undefined =>
    backends.flatMap(({ asked }) => asked).find(({ headers }) => headers['x-mark'] === mark);

  it.each([
    ['a request', {}],
    ['a request with a key', { 'idempotency-key': 'k-1' }],
  ])('tells Estuary who sends %s, and keeps what others claimed before', async (mark, key) => {
    const claimed = { 'x-mark': mark, 'x-forwarded-for': '203.0.113.9' };
    await ask('/api/v1/items?limit=2', { ...claimed, ...key });
    expect(arrived(mark)).toMatchObject({
      httpVersion: '1.1',
      url: '/api/v1/items?limit=2',
      headers: {
        host,
        'x-real-ip': clientAddress,
        'x-forwarded-for': `203.0.113.9, ${clientAddress}`,
        'x-forwarded-proto': 'http',
      },
    });
  });

  it('uses all of them', async () => {
    await Promise.all(Array.from({ length: 12 }, () => ask('/api/v1/items')));
    for (const { asked } of backends) expect(asked.length).toBeGreaterThan(0);
  });

  it('passes probes on with their paths, and does not log them', async () => {
    for (const path of ['/health', '/health/live', '/health/ready']) {
      expect((await ask(path, { 'x-mark': path })).statusCode).toBe(200);
      expect(arrived(path)?.url).toBe(path);
    }
    await ask('/api/v1/items?logged');
    const log = readFileSync(join(folder, 'access.log'), 'utf8');
    expect(log).toContain('GET /api/v1/items?logged');
    expect(log).not.toContain('/health');
  });

  it('takes a body as large as Estuary takes', async () => {
    const body = 'x'.repeat(2 * 1024 * 1024);
    expect((await ask('/api/v1/items', {}, body)).statusCode).toBe(200);
  });

  it('keeps metrics from the outside', async () => {
    expect((await ask('/metrics')).statusCode).toBe(404);
    expect(backends.flatMap(({ asked }) => asked.map(({ url }) => url))).not.toContain('/metrics');
  });
});

await describeWith('nginx', 'nginx with nginx.conf, before Estuaries that end', (nginx) => {
  const asked: string[] = [];
  const backends: StubServer[] = [];
  let proxy: RunningProxy | undefined;
  let port = 0;

  beforeAll(async () => {
    for (let index = 0; index < 3; index += 1) {
      const backend = await startStubServer((request, response) => {
        const mark = `${request.method} ${String(request.headers['x-mark'])}`;
        void bodyOf(request).then((body) => {
          const isFirst = !asked.some((one) => one.startsWith(`${mark} `));
          asked.push(`${mark} ${body}`);
          // Ends when it has the whole request, and nobody can know what it did about it.
          if (isFirst) request.socket.destroy();
          else response.end('{}');
        });
      });
      backends.push(backend);
    }
    port = await freePort();
    proxy = await startNginx(nginx, siteOf(backends, port), { folder: temporaryDirectory(), port });
  });
  afterAll(async () => {
    await proxy?.stop();
    for (const backend of backends) backend.close();
  });

  const ask = async (method: string, mark: string, key: string): Promise<number | undefined> => {
    const headers = { 'x-mark': mark, ...(key === '' ? {} : { 'idempotency-key': key }) };
    const body = method === 'DELETE' ? '' : 'text';
    return (await askNginx(port, '/api/v1/items', { method, headers, body })).statusCode;
  };

  it.each([
    ['POST', 'k-1', 'text'],
    ['PATCH', 'k-2', 'text'],
    ['DELETE', 'k-3', ''],
    ['PUT', '', 'text'],
    ['DELETE', '', ''],
  ])('asks the next one for %s with the key %j, in full', async (method, key, body) => {
    const mark = `again${key}`;
    expect(await ask(method, mark, key)).toBe(200);
    const request = `${method} ${mark} ${body}`;
    expect(asked.filter((one) => one.startsWith(`${method} ${mark} `))).toEqual([request, request]);
  });

  it.each(['POST', 'PATCH'])('asks for %s without a key once', async (method) => {
    expect(await ask(method, 'once', '')).toBe(502);
    expect(asked.filter((one) => one.startsWith(`${method} once`))).toHaveLength(1);
  });
});

await describeWith('nginx', 'nginx with nginx.conf and TLS', (nginx) => {
  it('answers once the lines for TLS are taken into use', async () => {
    const folder = temporaryDirectory();
    const backend = await startStubServer();
    const { certificatePath, keyPath, ca } = makeCertificate(folder, host);
    const port = await freePort();
    const site = withReplaced(text, [
      ...[1, 2, 3].map((index) => [`estuary${index}:3000`, `127.0.0.1:${backend.port}`] as const),
      ['listen 80;', `listen 127.0.0.1:${await freePort()};`],
      ['# listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      ['# ssl_certificate ', 'ssl_certificate '],
      ['# ssl_certificate_key', 'ssl_certificate_key'],
      [`/etc/ssl/certs/${host}.crt`, certificatePath],
      [`/etc/ssl/private/${host}.key`, keyPath],
    ]);
    const proxy = await startNginx(nginx, site, { folder, port });
    const status = await new Promise((resolve, reject) => {
      requestOverTls({ host: '127.0.0.1', port, servername: host, ca, path: '/' }, (response) =>
        resolve(response.statusCode),
      )
        .on('error', reject)
        .end();
    });
    await proxy.stop();
    backend.close();
    expect(status).toBe(200);
    expect(backend.asked[0]?.headers['x-forwarded-proto']).toBe('https');
  });
});
