import { signToken } from '@aquifer/auth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDirectory } from '../../src/access/directory.ts';
import { openConfigStore } from '../../src/store/open-config-store.ts';
import { createAdmin, openAccess, quietLog } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

let access: OpenAccess;

beforeEach(async () => {
  access = await openAccess();
});

afterEach(() => access.close());

const code = (name: string): unknown => expect.objectContaining({ code: name, status: 401 });
const authenticate = async (credentials: { apiKey?: string; authorization?: string }) =>
  access.directory.authenticate(credentials);

describe('authenticate with a key', () => {
  it('answers at once when nothing has changed', async () => {
    const { id, raw } = await access.createKey();
    await access.directory.current();
    expect(access.directory.authenticate({ apiKey: raw })).toMatchObject({
      kind: 'key',
      key: { id },
      role: { name: 'reader' },
    });
  });

  it.each([
    ['unknown', `faucet_${'0'.repeat(64)}`],
    ['short', 'x'],
    ['long', 'x'.repeat(10_000)],
  ])('refuses an %s key', async (_, apiKey) => {
    await expect(authenticate({ apiKey })).rejects.toEqual(code('key_invalid'));
  });

  it('refuses a key from the moment it expires', async () => {
    const expiresAt = new Date(access.clock.now + 1_000);
    const { raw } = await access.createKey({ expiresAt });
    expect(await authenticate({ apiKey: raw })).toMatchObject({ kind: 'key' });
    access.clock.now += 1_000;
    await expect(authenticate({ apiKey: raw })).rejects.toEqual(code('key_invalid'));
  });

  it('refuses a key at once after it was revoked here', async () => {
    const { id, raw } = await access.createKey();
    expect(await authenticate({ apiKey: raw })).toMatchObject({ kind: 'key' });
    await access.store.keys.revoke(id);
    await expect(authenticate({ apiKey: raw })).rejects.toEqual(code('key_invalid'));
  });

  it('refuses a key at once after another process revoked it', async () => {
    const { id, raw } = await access.createKey();
    expect(await authenticate({ apiKey: raw })).toMatchObject({ kind: 'key' });
    const other = await openConfigStore({ dataDir: access.dataDir, log: quietLog });
    await other.keys.revoke(id);
    await other.close();
    await expect(authenticate({ apiKey: raw })).rejects.toEqual(code('key_invalid'));
  });

  it('knows a role as it is now', async () => {
    const { raw } = await access.createKey();
    const role = await access.store.roles.findByName('reader');
    await access.store.roles.update(role?.id ?? 0, { isActive: false });
    expect(await authenticate({ apiKey: raw })).toMatchObject({ role: { isActive: false } });
  });

  it('decides by the key when both credentials are given', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    const authorization = `Bearer ${await access.tokens.issue(admin)}`;
    await expect(authenticate({ apiKey: 'bad', authorization })).rejects.toEqual(
      code('key_invalid'),
    );
    const { raw } = await access.createKey();
    expect(await authenticate({ apiKey: raw, authorization: 'Bearer bad' })).toMatchObject({
      kind: 'key',
    });
  });

  it('tells who is asked to write down the use', async () => {
    const { id, raw } = await access.createKey();
    const used: number[] = [];
    const directory = await openDirectory({
      ...access,
      log: quietLog,
      keyUsed: (key) => used.push(key.id),
    });
    await directory.authenticate({ apiKey: raw });
    await expect(async () => directory.authenticate({ apiKey: 'bad' })).rejects.toThrow();
    directory.close();
    expect(used).toEqual([id]);
  });
});

describe('authenticate with a session', () => {
  it('knows the administrator of a good token', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    const authorization = `Bearer ${await access.tokens.issue(admin)}`;
    expect(await authenticate({ authorization })).toMatchObject({
      kind: 'admin',
      admin: { id: admin.id, email: 'ada@example.com' },
    });
  });

  it.each([
    ['nothing', {}],
    ['an empty key', { apiKey: '' }],
    ['a lower-case scheme', { authorization: 'bearer x' }],
    ['another scheme', { authorization: 'Basic x' }],
    ['a key as a bearer without the word', { authorization: 'faucet_x' }],
  ])('asks for credentials when there is %s', async (_, credentials) => {
    await expect(authenticate(credentials)).rejects.toEqual(code('credentials_missing'));
  });

  it('refuses tokens that are not ours, not signed, expired or for nobody', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    const rules = { secret: 'a test secret', lifetimeSeconds: 60, now: () => access.clock.now };
    const claims = { admin_id: admin.id, email: admin.email };
    const good = await signToken(claims, { ...rules, issuer: 'faucet' });
    expect(await authenticate({ authorization: `Bearer ${good}` })).toMatchObject({
      kind: 'admin',
    });
    const [header, payload] = good.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const refused = [
      '',
      'x.y.z',
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      await signToken(claims, { ...rules, issuer: 'faucet', secret: 'another secret' }),
      await signToken(claims, { ...rules, issuer: 'someone' }),
      await signToken(claims, rules),
      await signToken({ admin_id: 999 }, { ...rules, issuer: 'faucet' }),
      await signToken({}, { ...rules, issuer: 'faucet' }),
      await signToken(claims, {
        ...rules,
        issuer: 'faucet',
        now: () => access.clock.now - 61_000,
      }),
    ];
    for (const token of refused) {
      await expect(authenticate({ authorization: `Bearer ${token}` })).rejects.toEqual(
        code('token_invalid'),
      );
    }
  });

  it('refuses the token of an administrator who was disabled, at once', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    await createAdmin(access.store, 'bob@example.com', 'a password');
    const authorization = `Bearer ${await access.tokens.issue(admin)}`;
    expect(await authenticate({ authorization })).toMatchObject({ kind: 'admin' });
    await access.store.admins.update(admin.id, { isActive: false });
    await expect(authenticate({ authorization })).rejects.toEqual(code('token_invalid'));
  });

  it('refuses the token of an administrator who was deleted, at once', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    await createAdmin(access.store, 'bob@example.com', 'a password');
    const authorization = `Bearer ${await access.tokens.issue(admin)}`;
    expect(await authenticate({ authorization })).toMatchObject({ kind: 'admin' });
    await access.store.admins.remove(admin.id);
    await expect(authenticate({ authorization })).rejects.toEqual(code('token_invalid'));
  });

  it('refuses tokens from before a password change, and takes new ones in the same second', async () => {
    const admin = await createAdmin(access.store, 'ada@example.com', 'a password');
    const old = `Bearer ${await access.tokens.issue(admin)}`;
    access.clock.now += 300;
    const sessionsValidFrom = new Date(access.clock.now);
    const changed = await access.store.admins.update(admin.id, { sessionsValidFrom });
    await expect(authenticate({ authorization: old })).rejects.toEqual(code('token_invalid'));
    const fresh = `Bearer ${await access.tokens.issue(changed)}`;
    expect(await authenticate({ authorization: fresh })).toMatchObject({ kind: 'admin' });
  });
});

describe('the snapshot', () => {
  it('is the newest after current(), also within the turn that has just asked', async () => {
    await access.directory.current();
    const { raw } = await access.createKey();
    await access.directory.authenticate({ apiKey: raw });
    await access.store.services.create({ name: 'demo', driver: 'sqlite', dsn: 'x' });
    const snapshot = await access.directory.current();
    expect(snapshot.services.get('demo')?.driver).toBe('sqlite');
    expect(access.directory.snapshot).toBe(snapshot);
  });

  it('keeps the objects of roles and services that did not change', async () => {
    await access.createKey();
    const kept = await access.store.services.create({ name: 'kept', driver: 'sqlite', dsn: 'x' });
    const changed = await access.store.services.create({ name: 'b', driver: 'sqlite', dsn: 'x' });
    const before = await access.directory.current();
    await access.store.services.update('b', { label: 'B' });
    const after = await access.directory.current();
    expect(after.services.get(kept.name)).toBe(before.services.get(kept.name));
    expect(after.services.get(changed.name)).not.toBe(before.services.get(changed.name));
    expect([...after.roles.values()][0]).toBe([...before.roles.values()][0]);
  });

  it('tells listeners of changes by others, with what was before', async () => {
    const seen: string[][] = [];
    const stop = access.directory.onChange((next, previous) => {
      seen.push([...previous.services.keys(), '>', ...next.services.keys()]);
    });
    const other = await openConfigStore({ dataDir: access.dataDir, log: quietLog });
    await other.services.create({ name: 'demo', driver: 'sqlite', dsn: 'x' });
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([['>', 'demo']]);
    stop();
    await other.services.remove('demo');
    await expect.poll(() => access.directory.snapshot.services.size, { timeout: 10_000 }).toBe(0);
    expect(seen).toHaveLength(1);
    await other.close();
  });

  it('loads once for many who ask at once', async () => {
    let reads = 0;
    const directory = await openDirectory({
      ...access,
      store: {
        ...access.store,
        readDirectory() {
          reads += 1;
          return access.store.readDirectory();
        },
        watch: () => () => undefined,
      },
      log: quietLog,
    });
    await access.store.settings.set('a', '1');
    await Promise.all(Array.from({ length: 50 }, async () => directory.current()));
    expect(reads).toBe(2);
    directory.close();
  });

  it('refuses everybody when a change is known but cannot be read', async () => {
    const { raw } = await access.createKey();
    let version = 1;
    const directory = await openDirectory({
      ...access,
      store: {
        versionNow: () => version,
        async readDirectory() {
          if (version !== 1) throw new Error('away');
          return { ...(await access.store.readDirectory()), version };
        },
        watch: () => () => undefined,
      },
      log: quietLog,
    });
    expect(directory.authenticate({ apiKey: raw })).toMatchObject({ kind: 'key' });
    version = 2;
    await new Promise((resolve) => setImmediate(resolve));
    await expect(async () => directory.authenticate({ apiKey: raw })).rejects.toThrow('away');
    directory.close();
  });
});
