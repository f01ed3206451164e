import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEstuary } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

let estuary: RunningEstuary;
beforeAll(async () => {
  estuary = await startEstuary({ APP_PROFILE: 'production', DATABASE_TYPE: 'memory' });
});
afterAll(() => estuary.stop());

const paths = ['/openapi.json', '/api/v1/openapi.json', '/docs', '/docs/page.css', '/docs/page.js'];

describe('the documentation', () => {
  it.each(paths)('at %s is sent once to a client that has it', async (path) => {
    const first = await estuary.request(path);
    expect(first.status).toBe(200);
    expect(first.text.length).toBeGreaterThan(1_000);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const header of [etag, `"other", W/${etag}`, '*']) {
      const again = await estuary.request(path, { headers: { 'if-none-match': header } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const other = await estuary.request(path, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
    const head = await estuary.request(path, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', etag]);
  });

  it('is the same document at both its paths, as JSON', async () => {
    const [first, second] = [
      await estuary.request('/openapi.json'),
      await estuary.request('/api/v1/openapi.json'),
    ];
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.json).toMatchObject({ openapi: '3.1.0' });
    expect(second.text).toBe(first.text);
  });

  it('has a page that asks no other host for anything, and has nothing inline', async () => {
    const { headers, text } = await estuary.request('/docs');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(text).not.toMatch(/<style|<script>|\sstyle=|\son\w+=/);
    for (const path of ['/docs/page.css', '/docs/page.js']) {
      expect((await estuary.request(path)).text).not.toMatch(/https?:\/\/|@import/);
    }
  });
});
