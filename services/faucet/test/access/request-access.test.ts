import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRequestAccess } from '../../src/access/request-access.ts';
import type { RequestAccessOptions } from '../../src/access/request-access.ts';
import { openAccess, quietLog } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

let access: OpenAccess;

beforeEach(async () => {
  access = await openAccess();
});

afterEach(() => access.close());

const settings: RequestAccessOptions['settings'] = {
  apiKeyHeader: 'X-API-Key',
  rateLimitEnabled: false,
  rateLimitPerSecond: 1,
  rateLimitBurst: 1,
};
const openWith = (changed: Partial<typeof settings> = {}) =>
  openRequestAccess({ store: access.store, settings: { ...settings, ...changed }, log: quietLog });

describe('openRequestAccess', () => {
  it('reads the key from the header that is configured', async () => {
    const { raw } = await access.createKey();
    const requests = openWith({ apiKeyHeader: 'X-My-Key' });
    expect(
      await requests.authenticate(access.directory, { headers: { 'x-my-key': raw } }),
    ).toMatchObject({ kind: 'key' });
    await expect(
      (async () => requests.authenticate(access.directory, { headers: { 'x-api-key': raw } }))(),
    ).rejects.toMatchObject({ code: 'credentials_missing' });
    await requests.close();
  });

  it('limits a key by the settings when limiting is on, and tells what is left', async () => {
    const { raw } = await access.createKey();
    await access.directory.current();
    const requests = openWith({ rateLimitEnabled: true });
    const request = { headers: { 'x-api-key': raw } };
    await requests.authenticate(access.directory, request);
    expect(requests.rateLimitOf(request)).toMatchObject({ limit: 60, remaining: 0 });
    await expect(
      (async () => requests.authenticate(access.directory, { headers: request.headers }))(),
    ).rejects.toMatchObject({ status: 429, code: 'rate_limited' });
    await requests.close();
  });

  it('does not limit when limiting is off', async () => {
    const { raw } = await access.createKey();
    const requests = openWith();
    const request = { headers: { 'x-api-key': raw } };
    for (let index = 0; index < 5; index += 1) {
      expect(await requests.authenticate(access.directory, request)).toMatchObject({ kind: 'key' });
    }
    expect(requests.rateLimitOf(request)).toBeUndefined();
    await requests.close();
  });

  it('writes the last use of keys it is told of', async () => {
    const { id, raw } = await access.createKey();
    const requests = openWith();
    const caller = await requests.authenticate(access.directory, { headers: { 'x-api-key': raw } });
    if (caller.kind !== 'key') throw new Error('no key');
    requests.keyUsed(caller.key);
    await requests.close();
    const [key] = await access.store.keys.list();
    expect(key?.id).toBe(id);
    expect(key?.lastUsedAt).toBeInstanceOf(Date);
  });
});
