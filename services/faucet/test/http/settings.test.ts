import { describe, expect, it } from 'vitest';
import { startFaucet } from '../support/start-faucet.ts';

/** Settings that open or close parts of the API. */

describe('settings of the server', () => {
  it('takes MCP away, and asks for the token of the metrics', async () => {
    const faucet = await startFaucet({
      FAUCET_MCP_ENABLED: 'false',
      FAUCET_METRICS_TOKEN: 'scrape-me-please',
    });
    const mcp = await faucet.request('/mcp', { method: 'POST', rawBody: '{}' });
    expect([mcp.status, mcp.text]).toEqual([404, '404 page not found\n']);
    expect((await faucet.request('/metrics', { as: 'nobody' })).status).toBe(401);
    const scraped = await faucet.request('/metrics', {
      as: 'nobody',
      headers: { authorization: 'Bearer scrape-me-please' },
    });
    expect([scraped.status, scraped.text]).toEqual([
      200,
      expect.stringContaining('http_request_duration_seconds'),
    ]);
    await faucet.stop();
  });

  it('opens the OpenAPI document, and reads keys from another header', async () => {
    const faucet = await startFaucet({
      FAUCET_OPENAPI_PUBLIC: 'true',
      FAUCET_AUTH_API_KEY_HEADER: 'X-Shop-Key',
    });
    const document = await faucet.request('/openapi.json', { as: 'nobody' });
    expect(document.json()).toMatchObject({
      components: { securitySchemes: { apiKey: { name: 'X-Shop-Key' } } },
    });
    const key = await faucet.keyFor();
    const table = '/api/v1/demo/_table/countries';
    const headers = { 'x-shop-key': key };
    expect((await faucet.request(table, { as: 'nobody', headers })).status).toBe(200);
    expect((await faucet.request(table, { as: key })).status).toBe(401);
    await faucet.stop();
  });

  it('limits batches, bodies and the requests of a key', async () => {
    const faucet = await startFaucet({
      FAUCET_SERVER_MAX_BATCH_SIZE: '2',
      FAUCET_SERVER_MAX_BODY_SIZE: '1KiB',
      FAUCET_RATE_LIMIT_ENABLED: 'true',
      FAUCET_RATE_LIMIT_REQUESTS_PER_SECOND: '1',
      FAUCET_RATE_LIMIT_BURST: '3',
    });
    const table = '/api/v1/demo/_table/countries';
    const three = ['IT', 'PT', 'ES'].map((code) => ({ code, name: code }));
    expect((await faucet.request(table, { method: 'POST', body: three })).status).toBe(400);
    const large = { code: 'XX', name: 'x'.repeat(2000) };
    expect((await faucet.request(table, { method: 'POST', body: large })).status).toBe(413);
    const key = await faucet.keyFor();
    const statuses: number[] = [];
    for (let asked = 0; asked < 5; asked += 1) {
      statuses.push((await faucet.request(table, { as: key })).status);
    }
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    await faucet.stop();
  });
});
