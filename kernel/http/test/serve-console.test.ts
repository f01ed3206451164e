import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveConsole } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

let root = '';

beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'console-'));
  root = join(parent, 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(parent, 'secret.txt'), 'outside');
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Console</title>');
  writeFileSync(join(root, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(root, 'assets', 'app-1a2b.js'), 'export {};');
});

afterAll(() => {
  rmSync(join(root, '..'), { recursive: true });
});

function startConsole() {
  return startHttp(
    (app) => serveConsole(app, { root, pages: ['/', '/admin/*'], files: ['favicon.svg'] }),
    {
      headRoutes: false,
    },
  );
}

describe('a console', () => {
  it.each(['/', '/admin/users/7'])(
    'answers %s with its page, checked each time and protected',
    async (path) => {
      const { url, port } = await startConsole();
      const answer = await fetch(url + path);
      expect(answer.headers.get('content-type')).toMatch('text/html');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await answer.text()).toContain('<title>Console</title>');
      // By hand, because fetch adds `cache-control: no-cache`, which asks for the whole page.
      const client = await rawClient(port);
      const etag = answer.headers.get('etag') ?? '';
      client.send(`GET ${path} HTTP/1.1\r\nhost: a\r\nif-none-match: ${etag}\r\n\r\n`);
      await client.until('304 Not Modified');
    },
  );

  it('lets hashed assets be kept for ever', async () => {
    const { url } = await startConsole();
    const answer = await fetch(`${url}/assets/app-1a2b.js`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch('javascript');
  });

  it('serves the named files', async () => {
    const { url } = await startConsole();
    expect((await fetch(`${url}/favicon.svg`)).headers.get('content-type')).toBe('image/svg+xml');
    expect((await fetch(`${url}/favicon.svg`, { method: 'HEAD' })).status).toBe(200);
  });

  it('is 404 by the policy of the service for what is not there', async () => {
    const { url } = await startConsole();
    const answer = await fetch(`${url}/assets/gone.js`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not_found' });
    expect(answer.headers.get('cache-control') ?? '').not.toContain('immutable');
  });

  it.each([
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%00',
  ])('gives nothing out for %s', async (path) => {
    const { port } = await startConsole();
    const client = await rawClient(port);
    client.send(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 40[034] /);
    expect(text).not.toContain('outside');
  });

  it('refuses to start without its page, and does not tell the directory', async () => {
    const start = startHttp((app) =>
      serveConsole(app, { root: join(root, 'assets'), pages: ['/'] }),
    );
    await expect(start).rejects.toMatchObject({ code: 'console_missing' });
    await expect(start).rejects.not.toThrow('dist');
  });
});
