import { describeWith, freePort, temporaryDirectory } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withReplaced } from '../support/deploy-file.ts';
import { stopServer } from '../support/program.ts';
import { bodyOf } from '../support/proxied.ts';
import type { RunningProxy } from '../support/run-proxy.ts';
import { startNginx } from '../support/start-nginx.ts';
import { askNginx } from './support/ask-nginx.ts';
import { deployText } from './support/deploy-file.ts';
import { startEstuary } from './support/start-estuary.ts';
import type { StartedEstuary } from './support/start-estuary.ts';

/** The guide's own configuration. */
const guided = `upstream estuary_backend {
    least_conn;
    server estuary1:3000 max_fails=3 fail_timeout=30s;
    server estuary2:3000 max_fails=3 fail_timeout=30s;
    server estuary3:3000 max_fails=3 fail_timeout=30s;
}

server {
    listen 80;
    server_name api.yourdomain.com;

    location / {
        proxy_pass http://estuary_backend;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection 'upgrade';
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_cache_bypass $http_upgrade;

        # Timeouts
        proxy_connect_timeout 60s;
        proxy_send_timeout 60s;
        proxy_read_timeout 60s;
    }

    location /health {
        proxy_pass http://estuary_backend/health;
        access_log off;
    }
}
`;

const headers = { 'content-type': 'application/json' };
const limit = 20;

/** What is promised of Estuary behind nginx, as the guide configures it and as we do. */
const estuaryBehind = (site: string) => (nginx: string) => {
  let estuary: StartedEstuary;
  let proxy: RunningProxy | undefined;
  let port = 0;
  beforeAll(async () => {
    // Only nginx is on this address: the client beside it counts as one from outside.
    estuary = await startEstuary(['estuary'], {
      APP_PROFILE: 'production',
      DATABASE_TYPE: 'memory',
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_LIMIT_MAX_REQUESTS: String(limit),
    });
    port = await freePort();
    const text = withReplaced(site, [
      ...[1, 2, 3].map((index) => [`estuary${index}:3000`, `127.0.0.1:${estuary.port}`] as const),
      ['listen 80;', `listen 127.0.0.1:${port};`],
    ]);
    proxy = await startNginx(nginx, text, { folder: temporaryDirectory(), port });
  });
  afterAll(async () => {
    await proxy?.stop();
    if (estuary !== undefined) await stopServer(estuary.server);
  });

  it('answers, probes included', async () => {
    const made = await askNginx(port, '/api/v1/items', { headers, body: '{"name":"Widget"}' });
    expect(made.statusCode).toBe(201);
    const found = await askNginx(port, made.headers.location ?? '');
    expect(JSON.parse(await bodyOf(found))).toMatchObject({ name: 'Widget' });
    for (const [path, status] of [
      ['/health', 'healthy'],
      ['/health/live', 'alive'],
      ['/health/ready', 'ready'],
    ] as const) {
      expect(JSON.parse(await bodyOf(await askNginx(port, path)))).toMatchObject({ status });
    }
  });

  it('passes changes on at once, and lets go of who has left', async () => {
    const left = new AbortController();
    const feed = await askNginx(port, '/api/v1/changes', { signal: left.signal });
    expect(feed.headers['content-type']).toMatch(/^text\/event-stream/);
    let heard = '';
    feed.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    feed.on('error', () => undefined);
    await askNginx(port, '/api/v1/items', { headers, body: '{"name":"Gadget"}' });
    await expect.poll(() => heard).toContain('event: item.created');
    expect(heard).toContain('"name":"Gadget"');
    left.abort();
  });

  it('is limited by client, whatever a client claims to be', async () => {
    const statuses = async (from: string): Promise<(number | undefined)[]> => {
      const answers = [];
      for (let index = 0; index <= limit; index += 1) {
        const claimed = { 'x-forwarded-for': `203.0.113.${index}`, 'x-real-ip': '203.0.113.9' };
        answers.push(
          (await askNginx(port, '/api/v1/items', { headers: claimed, from })).statusCode,
        );
      }
      return answers;
    };
    const one = await statuses('127.0.0.3');
    expect(one.slice(0, limit).every((status) => status === 200)).toBe(true);
    expect(one.at(-1)).toBe(429);
    expect((await statuses('127.0.0.4'))[0]).toBe(200);
    // Probes go on.
    expect((await askNginx(port, '/health/live', { from: '127.0.0.3' })).statusCode).toBe(200);
  });
};

await describeWith('nginx', 'Estuary behind nginx', estuaryBehind(deployText('nginx.conf')));
await describeWith('nginx', "Estuary behind the guide's nginx", estuaryBehind(guided));
