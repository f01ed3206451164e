import { createLog, openScope, readSettings } from '@aquifer/service';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { renderBanner } from '../src/banner.ts';
import { createAquiferService } from '../src/service.ts';
import { aquiferSettings } from '../src/settings.ts';

/** What a person sees after `npm start`, on a free port and in a directory of its own. */
async function up(home: string, check: (banner: string, log: string) => Promise<void>) {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'logfmt',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const scope = openScope();
  const env = {
    FAUCET_SERVER_PORT: '0',
    MESSAGEDB_PORT: '0',
    ESTUARY_PORT: String(await freePort()),
  };
  const service = createAquiferService({ home, env });
  const settings = readSettings(aquiferSettings, { env: { AQUIFER_HOST: '127.0.0.1' } });
  try {
    await service.start({ settings, log, scope });
    await check(renderBanner(home, service.notes), lines.join(''));
  } finally {
    await scope.close({ deadlineMs: 5_000, log });
  }
}

/** Sends what a printed curl line would send. */
async function paste(banner: string, pattern: RegExp): Promise<Response> {
  const line = banner.split('\n').find((candidate) => pattern.test(candidate)) ?? '';
  const url = /'?(http:[^' ]+)'?/.exec(line)?.[1] ?? '';
  const body = / -d '(.+)'$/.exec(line)?.[1];
  const key = /X-API-Key: (\S+)'/.exec(line)?.[1];
  const token = /Authorization: (Bearer \S+)'/.exec(line)?.[1];
  return fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body }),
    headers: {
      ...(key === undefined ? {} : { 'x-api-key': key }),
      ...(token === undefined ? {} : { authorization: token }),
    },
  });
}

const addition = '["stream.write","order-1",{"type":"OrderReturned","data":{}}]';

describe('aquifer up', () => {
  it('prints lines that work as pasted: the first administrator, and a request', async () => {
    const home = temporaryDirectory();
    await up(home, async (banner, log) => {
      expect(log).not.toContain('no admin found');
      expect((await paste(banner, /curl -X POST .*\/api\/v1\/setup/)).status).toBe(201);
      expect((await paste(banner, /curl -g/)).status).toBe(200);
    });
    await up(home, async (banner) => {
      expect(banner).not.toContain('/api/v1/setup');
      expect((await paste(banner, /curl -g/)).status).toBe(200);
    });
  });

  it('keeps the streams of the sample, and what was added to them', async () => {
    const home = temporaryDirectory();
    const count = async (banner: string): Promise<number> => {
      const response = await paste(banner, /stream\.get/);
      expect(response.status).toBe(200);
      return ((await response.json()) as unknown[]).length;
    };
    await up(home, async (banner) => {
      expect(await count(banner)).toBe(4);
      const more = banner.replaceAll('["stream.get","order-1"]', addition);
      expect((await paste(more, /stream\.write/)).status).toBe(200);
    });
    await up(home, async (banner) => {
      expect(await count(banner)).toBe(5);
    });
  });

  it('never suggests the same password twice', async () => {
    const passwords = new Set<string>();
    for (const home of [temporaryDirectory(), temporaryDirectory()]) {
      await up(home, async (banner) => {
        passwords.add(/"password":"([^"]+)"/.exec(banner)?.[1] ?? '');
      });
    }
    expect(passwords.size).toBe(2);
  });

  it('keeps the items of the sample, and what became of them', async () => {
    const home = temporaryDirectory();
    const list = /curl 'http.*\/api\/v1\/items/;
    type Page = { total: number; items: { id: string }[] };
    await up(home, async (banner) => {
      const answer = await paste(banner, list);
      const { total, items } = (await answer.json()) as Page;
      expect(total).toBe(5);
      for (const { id } of items) {
        await fetch(new URL(`/api/v1/items/${id}`, answer.url), { method: 'DELETE' });
      }
    });
    await up(home, async (banner) => {
      expect(await (await paste(banner, list)).json()).toMatchObject({ total: 0 });
    });
  });
});
