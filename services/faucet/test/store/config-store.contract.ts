import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewAccessRule } from '../../src/model/role.ts';
import type { TableSchema } from '../../src/model/schema.ts';
import type { ConfigStore } from '../../src/store/config-store.ts';

/** One empty store; every `open` is a handle such as another process would have. */
export interface StorePlace {
  open(): Promise<ConfigStore>;
  remove(): Promise<void>;
}

const rule: NewAccessRule = {
  serviceName: 'demo',
  component: '_table/*',
  verbMask: 3,
  requestorMask: 1,
  filters: [{ name: 'tenant', operator: 'in', value: [1, 'two', true] }],
  filterOp: 'OR',
  columns: ['id', 'tenant'],
};

const orders: TableSchema = {
  name: 'orders',
  type: 'table',
  columns: [],
  primary_key: ['id'],
  foreign_keys: [],
  indexes: [],
};

const rejection = (code: string): unknown => expect.objectContaining({ code });

/** What every configuration store promises. */
export function describeConfigStore(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`configuration store: ${name}`, () => {
    let place: StorePlace;
    let store: ConfigStore;
    let other: ConfigStore;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
      other = await place.open();
    });

    afterEach(async () => {
      await store.close();
      await other.close();
      await place.remove();
    });

    describe('services', () => {
      it('fills in defaults and returns the DSN as it was given', async () => {
        const dsn = 'postgres://u:p@ss"wörd@h/d?x=1';
        const created = await store.services.create({ name: 'demo', driver: 'postgres', dsn });
        expect(created).toMatchObject({
          name: 'demo',
          label: 'demo',
          dsn,
          schema: '',
          readOnly: false,
          rawSqlAllowed: false,
          isActive: true,
          schemaLock: 'none',
          privateKeyPath: '',
          pool: {
            maxOpenConnections: 100,
            maxIdleConnections: 25,
            connectionMaxLifetimeMs: 300_000,
            connectionMaxIdleTimeMs: 60_000,
          },
        });
        expect(await other.services.find('demo')).toEqual(created);
      });

      it('keeps what is stated and lists by name', async () => {
        await store.services.create({ name: 'b', driver: 'sqlite', dsn: 'x', isActive: false });
        await store.services.create({
          name: 'B',
          driver: 'mysql',
          dsn: 'y',
          label: 'Big',
          schema: 'app',
          readOnly: true,
          rawSqlAllowed: true,
          schemaLock: 'strict',
          privateKeyPath: '/key.p8',
          pool: { maxOpenConnections: 7, connectionMaxLifetimeMs: 0.5 },
        });
        const [big, small] = await other.services.list();
        expect(big).toMatchObject({
          name: 'B',
          label: 'Big',
          schema: 'app',
          readOnly: true,
          rawSqlAllowed: true,
          schemaLock: 'strict',
          privateKeyPath: '/key.p8',
          pool: { maxOpenConnections: 7, maxIdleConnections: 25, connectionMaxLifetimeMs: 0.5 },
        });
        expect(small).toMatchObject({ name: 'b', isActive: false });
      });

      it('changes only what is stated', async () => {
        await store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x', readOnly: true });
        const changed = await store.services.update('a', {
          label: 'A',
          pool: { maxIdleConnections: 1 },
        });
        expect(changed).toMatchObject({ label: 'A', readOnly: true, dsn: 'x', driver: 'sqlite' });
        expect(changed.pool).toMatchObject({ maxOpenConnections: 100, maxIdleConnections: 1 });
        expect(await store.services.update('a', { readOnly: false })).toMatchObject({
          label: 'A',
          readOnly: false,
        });
        expect(await store.services.update('a', {})).toMatchObject({ label: 'A' });
      });

      it('refuses a name that is taken and one that does not exist', async () => {
        await store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
        await expect(
          other.services.create({ name: 'a', driver: 'sqlite', dsn: 'y' }),
        ).rejects.toEqual(rejection('duplicate_service'));
        const missing = rejection('service_not_found');
        await expect(store.services.update('b', { label: 'x' })).rejects.toEqual(missing);
        await expect(store.services.remove('b')).rejects.toEqual(missing);
        await expect(store.services.advanceSchemaVersion('b')).rejects.toEqual(missing);
        expect(await store.services.find('b')).toBeUndefined();
      });

      it('removes a service together with its schema contracts', async () => {
        await store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
        await store.contracts.lock('a', orders);
        await store.services.remove('a');
        expect(await other.services.list()).toEqual([]);
        expect(await other.contracts.list('a')).toEqual([]);
      });

      it('tells every process that the tables have another shape', async () => {
        await store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
        const before = (await other.readDirectory()).schemaVersions.get('a');
        await store.services.advanceSchemaVersion('a');
        const after = (await other.readDirectory()).schemaVersions.get('a');
        expect([before, after]).toEqual([0, 1]);
      });
    });

    describe('administrators', () => {
      const ada = { email: 'ada@example.com', name: 'Ada', passwordHash: '$argon2id$x' };
      const bob = { email: 'bob@example.com', name: '', passwordHash: '$argon2id$y' };

      it('gives the first place to exactly one of many who ask at once', async () => {
        const handles = [store, other, await place.open(), await place.open()];
        const asked = Array.from({ length: 24 }, (_, index) => {
          const handle = handles[index % handles.length]!;
          return handle.admins.createFirst({ ...ada, email: `a${index}@example.com` });
        });
        const winners = (await Promise.all(asked)).filter((admin) => admin !== undefined);
        expect(winners).toHaveLength(1);
        expect(winners[0]).toMatchObject({ isSuperAdmin: true, isActive: true });
        expect(await store.admins.list()).toHaveLength(1);
        await handles[2]?.close();
        await handles[3]?.close();
      });

      it('stores administrators and lists them by email', async () => {
        await store.admins.create(bob, { isSuperAdmin: false });
        const created = await store.admins.create(ada, { isSuperAdmin: true });
        expect(created).toMatchObject({ ...ada, isSuperAdmin: true, isActive: true });
        expect(created.sessionsValidFrom.getTime()).toBe(0);
        expect(created.lastLoginAt).toBeUndefined();
        expect((await other.admins.list()).map(({ email }) => email)).toEqual([
          ada.email,
          bob.email,
        ]);
        expect(await other.admins.findByEmail(ada.email)).toEqual(created);
        expect(await other.admins.findByEmail('nobody@example.com')).toBeUndefined();
      });

      it('refuses an email that is taken', async () => {
        await store.admins.create(ada, { isSuperAdmin: false });
        await expect(other.admins.create(ada, { isSuperAdmin: false })).rejects.toEqual(
          rejection('duplicate_admin'),
        );
      });

      it('changes only what is stated, and to the millisecond', async () => {
        const { id } = await store.admins.create(ada, { isSuperAdmin: false });
        const at = new Date('2026-11-21T02:03:04.567Z');
        await store.admins.update(id, { sessionsValidFrom: at });
        const changed = await other.admins.update(id, { name: 'Countess' });
        expect(changed).toMatchObject({
          name: 'Countess',
          email: ada.email,
          sessionsValidFrom: at,
        });
        await store.admins.recordLogin(id, at);
        expect((await other.admins.findByEmail(ada.email))?.lastLoginAt).toEqual(at);
        await expect(store.admins.update(99, {})).rejects.toEqual(rejection('admin_not_found'));
      });

      it('renews the hash of a password only while it is the same password', async () => {
        const { id } = await store.admins.create(ada, { isSuperAdmin: false });
        await store.admins.renewPasswordHash(id, 'another', 'wrong');
        await other.admins.renewPasswordHash(id, ada.passwordHash, 'better');
        expect((await store.admins.findByEmail(ada.email))?.passwordHash).toBe('better');
      });

      it('never loses its last active administrator', async () => {
        const first = await store.admins.create(ada, { isSuperAdmin: true });
        const second = await store.admins.create(bob, { isSuperAdmin: false });
        const attempts = await Promise.allSettled([
          store.admins.update(first.id, { isActive: false }),
          other.admins.remove(second.id),
        ]);
        expect(attempts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(attempts.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'last_admin' },
        });
        const left = await store.admins.list();
        expect(left.filter(({ isActive }) => isActive)).toHaveLength(1);
      });

      it('removes an administrator who is not the last, and a disabled one always', async () => {
        const first = await store.admins.create(ada, { isSuperAdmin: true });
        const second = await store.admins.create(bob, { isSuperAdmin: false });
        await store.admins.update(second.id, { isActive: false });
        await store.admins.remove(second.id);
        await expect(store.admins.remove(second.id)).rejects.toEqual(rejection('admin_not_found'));
        await expect(store.admins.remove(first.id)).rejects.toEqual(rejection('last_admin'));
      });
    });

    describe('roles', () => {
      it('stores rules with their filters and columns in order', async () => {
        const created = await store.roles.create({
          name: 'r',
          description: 'd',
          access: [rule, { ...rule, component: 'x', filters: [], columns: [], filterOp: 'AND' }],
        });
        expect(created).toMatchObject({ name: 'r', description: 'd', isActive: true });
        expect(created.access).toMatchObject([rule, { component: 'x', filters: [], columns: [] }]);
        expect(created.access.every(({ roleId }) => roleId === created.id)).toBe(true);
        expect(await other.roles.find(created.id)).toEqual(created);
        expect(await other.roles.findByName('r')).toEqual(created);
        expect(await other.roles.list()).toEqual([created]);
      });

      it('keeps rules that a change does not speak of and replaces the others', async () => {
        const { id } = await store.roles.create({ name: 'r', description: '', access: [rule] });
        expect((await store.roles.update(id, { isActive: false })).access).toMatchObject([rule]);
        const replaced = await other.roles.update(id, { access: [], name: 'q' });
        expect(replaced).toMatchObject({ name: 'q', isActive: false, access: [] });
        expect((await store.roles.addRule(id, rule)).access).toMatchObject([rule]);
      });

      it('refuses names that are taken, without leaving half a role', async () => {
        await store.roles.create({ name: 'a', description: '', access: [] });
        const { id } = await store.roles.create({ name: 'b', description: '', access: [rule] });
        const duplicate = rejection('duplicate_role');
        await expect(
          other.roles.create({ name: 'a', description: '', access: [rule] }),
        ).rejects.toEqual(duplicate);
        await expect(other.roles.update(id, { name: 'a', access: [] })).rejects.toEqual(duplicate);
        expect((await store.roles.find(id))?.access).toHaveLength(1);
        expect(await store.roles.list()).toHaveLength(2);
      });

      it('refuses to remove a role that even a revoked key uses', async () => {
        const { id } = await store.roles.create({ name: 'r', description: '', access: [rule] });
        const key = await store.keys.create({
          keyHash: 'h',
          keyPrefix: 'p',
          label: '',
          roleId: id,
        });
        await store.keys.revoke(key.id);
        await expect(store.roles.remove(id)).rejects.toEqual(rejection('role_in_use'));
        const free = await store.roles.create({ name: 'free', description: '', access: [rule] });
        await store.roles.remove(free.id);
        await expect(store.roles.remove(free.id)).rejects.toEqual(rejection('role_not_found'));
        await expect(store.roles.update(free.id, {})).rejects.toEqual(rejection('role_not_found'));
        await expect(store.roles.addRule(free.id, rule)).rejects.toEqual(
          rejection('role_not_found'),
        );
        expect(await store.roles.find(free.id)).toBeUndefined();
      });
    });

    describe('keys', () => {
      const newKey = (keyHash: string, roleId: number) => ({
        keyHash,
        keyPrefix: `faucet_${keyHash}`,
        label: 'l',
        roleId,
      });

      it('lists keys newest first, with what was left out absent', async () => {
        const { id } = await store.roles.create({ name: 'r', description: '', access: [] });
        const plain = await store.keys.create(newKey('a', id));
        const expiresAt = new Date('2030-01-02T03:04:05.678Z');
        const full = await store.keys.create({
          ...newKey('b', id),
          expiresAt,
          rateLimitPerMinute: 60,
        });
        expect(Object.keys(plain)).not.toContain('expiresAt');
        expect(plain).toMatchObject({ isActive: true, keyHash: 'a', label: 'l', roleId: id });
        expect(full).toMatchObject({ expiresAt, rateLimitPerMinute: 60 });
        expect(await other.keys.list()).toEqual([full, plain]);
      });

      it('refuses a key for a role that does not exist', async () => {
        await expect(store.keys.create(newKey('a', 77))).rejects.toEqual(
          rejection('role_not_found'),
        );
      });

      it('revokes as often as asked, and says when there is no such key', async () => {
        const { id } = await store.roles.create({ name: 'r', description: '', access: [] });
        const key = await store.keys.create(newKey('a', id));
        await store.keys.revoke(key.id);
        await other.keys.revoke(key.id);
        expect((await store.keys.list())[0]?.isActive).toBe(false);
        await expect(store.keys.revoke(99)).rejects.toEqual(rejection('key_not_found'));
      });

      it('remembers the last use', async () => {
        const { id } = await store.roles.create({ name: 'r', description: '', access: [] });
        const key = await store.keys.create(newKey('a', id));
        const at = new Date('2026-11-21T01:02:03.004Z');
        await store.keys.recordUse(new Map([[key.id, at]]));
        expect((await other.keys.list())[0]?.lastUsedAt).toEqual(at);
      });
    });

    describe('settings', () => {
      it('sets, reads and lists', async () => {
        await store.settings.set('b', '1');
        await store.settings.set('a', '2');
        await other.settings.set('b', '3');
        expect(await store.settings.get('b')).toBe('3');
        expect(await store.settings.get('c')).toBeUndefined();
        expect([...(await store.settings.list())]).toEqual([
          ['a', '2'],
          ['b', '3'],
        ]);
      });

      it('gives all who create a value at once the same one', async () => {
        const values = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            (index % 2 === 0 ? store : other).settings.getOrCreate('s', () => String(index)),
          ),
        );
        expect(new Set(values).size).toBe(1);
      });
    });

    describe('schema contracts', () => {
      it('locks, promotes and unlocks', async () => {
        const locked = await store.contracts.lock('demo', orders);
        expect(locked).toMatchObject({ serviceName: 'demo', tableName: 'orders', schema: orders });
        expect(locked.promotedAt).toBeUndefined();
        const wider = { ...orders, primary_key: ['id', 'line'] };
        const promoted = await store.contracts.promote('demo', wider);
        expect(promoted).toMatchObject({ id: locked.id, schema: wider, lockedAt: locked.lockedAt });
        expect(promoted.promotedAt).toBeInstanceOf(Date);
        const again = await store.contracts.lock('demo', orders);
        expect(again).toMatchObject({ id: locked.id, schema: orders });
        expect(again.promotedAt).toBeUndefined();
        expect(await other.contracts.find('demo', 'orders')).toEqual(again);
        expect(await other.contracts.list('demo')).toEqual([again]);
        await store.contracts.unlock('demo', 'orders');
        expect(await other.contracts.find('demo', 'orders')).toBeUndefined();
      });

      it('says when there is no contract, and counts what it unlocks', async () => {
        const missing = rejection('contract_not_found');
        await expect(store.contracts.promote('demo', orders)).rejects.toEqual(missing);
        await expect(store.contracts.unlock('demo', 'orders')).rejects.toEqual(missing);
        await store.contracts.lock('demo', orders);
        await store.contracts.lock('demo', { ...orders, name: 'b' });
        await store.contracts.lock('other', orders);
        expect(await store.contracts.unlockAll('demo')).toBe(2);
        expect(await store.contracts.list('other')).toHaveLength(1);
      });
    });

    describe('audit log', () => {
      const entry = (minute: number, actor: string, outcome: 'done' | 'refused') => ({
        at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
        actor,
        action: 'service.created',
        target: 'service/demo',
        outcome,
        detail: { driver: 'sqlite', rules: 2, read_only: true, nothing: null },
      });

      it('lists newest first, page by page and by what is asked for', async () => {
        await store.audit.append([entry(1, 'cli', 'done'), entry(2, 'admin:a', 'refused')]);
        await other.audit.append([
          { ...entry(3, 'cli', 'done'), requestId: 'r-1', remoteAddress: '10.0.0.1' },
        ]);
        const all = await store.audit.list({ limit: 10 });
        expect(all.map(({ at }) => at.getUTCMinutes())).toEqual([3, 2, 1]);
        expect(all[0]).toMatchObject({ requestId: 'r-1', remoteAddress: '10.0.0.1' });
        expect(all[2]).toEqual({ id: all[2]?.id, ...entry(1, 'cli', 'done') });
        const page = await store.audit.list({ limit: 1, before: all[0]?.id ?? 0 });
        expect(page).toEqual([all[1]]);
        expect(await store.audit.list({ limit: 9, actor: 'cli' })).toHaveLength(2);
        expect(await store.audit.list({ limit: 9, outcome: 'refused' })).toEqual([all[1]]);
        expect(await store.audit.list({ limit: 9, action: 'x', actor: 'cli' })).toEqual([]);
      });

      it('deletes what is older and says how much', async () => {
        await store.audit.append([entry(1, 'cli', 'done'), entry(5, 'cli', 'done')]);
        expect(await store.audit.prune(new Date(Date.UTC(2026, 0, 1, 0, 5)))).toBe(1);
        expect(await other.audit.list({ limit: 9 })).toHaveLength(1);
      });
    });

    describe('log-in attempts', () => {
      const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

      it('lets through what is allowed of a burst over two processes, and no more', async () => {
        const burst = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            (index % 2 === 0 ? store : other).loginAttempts.reserve(
              [{ subject: 'ada', attemptsMax: 5 }],
              at(0),
              60_000,
            ),
          ),
        );
        expect(burst.filter(({ kind }) => kind === 'reserved')).toHaveLength(5);
        expect(burst.find(({ kind }) => kind === 'refused')).toEqual({
          kind: 'refused',
          until: at(60),
        });
      });

      it('counts against no subject when one is refused', async () => {
        const ada = { subject: 'ada', attemptsMax: 1 };
        const here = { subject: 'here', attemptsMax: 2 };
        const reserve = (second: number, ...who: (typeof ada)[]) =>
          store.loginAttempts.reserve(who, at(second), 60_000);
        expect((await reserve(0, ada, here)).kind).toBe('reserved');
        expect((await reserve(1, ada, here)).kind).toBe('refused');
        expect((await reserve(2, here)).kind).toBe('reserved');
        expect(await reserve(3, here)).toEqual({ kind: 'refused', until: at(60) });
      });

      it('lets the next one through when the oldest has left the window', async () => {
        const ada = [{ subject: 'ada', attemptsMax: 2 }];
        for (const second of [0, 10]) await store.loginAttempts.reserve(ada, at(second), 30_000);
        expect((await store.loginAttempts.reserve(ada, at(29), 30_000)).kind).toBe('refused');
        expect((await store.loginAttempts.reserve(ada, at(30), 30_000)).kind).toBe('reserved');
        expect(await store.loginAttempts.reserve(ada, at(31), 30_000)).toEqual({
          kind: 'refused',
          until: at(40),
        });
      });

      it('forgives the subject, and other subjects only the attempt that succeeded', async () => {
        const both = [
          { subject: 'ada', attemptsMax: 2 },
          { subject: 'here', attemptsMax: 2 },
        ];
        await store.loginAttempts.reserve(both, at(0), 60_000);
        const second = await store.loginAttempts.reserve(both, at(1), 60_000);
        if (second.kind !== 'reserved') throw new Error('not reserved');
        await other.loginAttempts.forgive(second.id, 'ada');
        const reserve = (subject: string, second_: number) =>
          store.loginAttempts.reserve([{ subject, attemptsMax: 2 }], at(second_), 60_000);
        expect((await reserve('ada', 2)).kind).toBe('reserved');
        expect((await reserve('ada', 3)).kind).toBe('reserved');
        expect((await reserve('here', 2)).kind).toBe('reserved');
        expect((await reserve('here', 3)).kind).toBe('refused');
      });
    });

    describe('version', () => {
      it('is newer at once for who made the change, watchers included', async () => {
        const before = store.versionNow();
        let told = 0;
        const stop = store.watch(() => {
          told += 1;
        });
        await store.settings.set('a', '1');
        stop();
        expect(told).toBeGreaterThan(0);
        expect(store.versionNow()).toBeGreaterThan(before);
        expect((await store.readDirectory()).version).toBe(store.versionNow());
      });

      it('advances with every kind of change that others must notice', async () => {
        const role = await store.roles.create({ name: 'r', description: '', access: [] });
        const admin = await store.admins.create(
          { email: 'a@b', name: '', passwordHash: '' },
          { isSuperAdmin: true },
        );
        const key = await store.keys.create({
          keyHash: 'h',
          keyPrefix: 'p',
          label: '',
          roleId: role.id,
        });
        const changes: (readonly [string, () => Promise<unknown>])[] = [
          ['service', () => store.services.create({ name: 's', driver: 'sqlite', dsn: 'x' })],
          ['service update', () => store.services.update('s', { label: 'l' })],
          ['shape', () => store.services.advanceSchemaVersion('s')],
          ['admin', () => store.admins.update(admin.id, { sessionsValidFrom: new Date() })],
          ['rule', () => store.roles.addRule(role.id, rule)],
          ['revocation', () => store.keys.revoke(key.id)],
          ['log-out', () => store.sessions.end('hash', new Date(Date.now() + 60_000))],
          ['contract', () => store.contracts.lock('s', orders)],
          ['removal', () => store.services.remove('s')],
        ];
        const unnoticed: string[] = [];
        for (const [label, change] of changes) {
          const before = await other.version();
          await change();
          if ((await other.version()) === before) unnoticed.push(label);
        }
        expect(unnoticed).toEqual([]);
      });

      it('stays where it is when a key is used, an admin signs in or an entry is logged', async () => {
        const role = await store.roles.create({ name: 'r', description: '', access: [] });
        const admin = await store.admins.create(
          { email: 'a@b', name: '', passwordHash: '' },
          { isSuperAdmin: true },
        );
        const key = await store.keys.create({
          keyHash: 'h',
          keyPrefix: 'p',
          label: '',
          roleId: role.id,
        });
        const before = await other.version();
        await store.keys.recordUse(new Map([[key.id, new Date()]]));
        await store.admins.recordLogin(admin.id, new Date());
        await store.audit.append([
          {
            at: new Date(),
            actor: 'cli',
            action: 'x',
            target: 'y',
            outcome: 'done',
            detail: {},
          },
        ]);
        expect(await other.version()).toBe(before);
      });

      it('tells a watcher of a change by another process, until it stops watching', async () => {
        let told = 0;
        const stop = other.watch(() => {
          told += 1;
        });
        await store.settings.set('a', '1');
        await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(0);
        await expect.poll(() => other.versionNow(), { timeout: 10_000 }).toBe(store.versionNow());
        stop();
        const toldSoFar = told;
        await store.settings.set('a', '2');
        await expect.poll(() => other.versionNow(), { timeout: 10_000 }).toBe(store.versionNow());
        expect(told).toBe(toldSoFar);
      });
    });

    it('reads the whole directory from one moment', async () => {
      await store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
      const role = await store.roles.create({ name: 'r', description: '', access: [rule] });
      await store.keys.create({ keyHash: 'h', keyPrefix: 'p', label: '', roleId: role.id });
      await store.admins.createFirst({ email: 'a@b', name: '', passwordHash: '' });
      await store.sessions.end('expired', new Date(Date.now() - 60_000));
      await store.sessions.end('hash', new Date(Date.now() + 60_000));
      const directory = await other.readDirectory();
      expect(directory).toEqual({
        version: await store.version(),
        services: await store.services.list(),
        roles: [role],
        keys: await store.keys.list(),
        admins: await store.admins.list(),
        endedSessions: new Set(['hash']),
        schemaVersions: new Map([['a', 0]]),
      });
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
