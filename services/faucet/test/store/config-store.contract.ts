import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigStore } from '../../src/store/config-store.ts';
import { describeAdmins } from './contract/admins.contract.ts';
import { describeAudit } from './contract/audit.contract.ts';
import { describeContracts } from './contract/contracts.contract.ts';
import { rule } from './contract/examples.ts';
import { describeKeys } from './contract/keys.contract.ts';
import { describeLoginAttempts } from './contract/login-attempts.contract.ts';
import { describeRoles } from './contract/roles.contract.ts';
import { describeServices } from './contract/services.contract.ts';
import { describeSettings } from './contract/settings.contract.ts';
import type { StoreHandles } from './contract/store-handles.ts';
import { describeVersion } from './contract/version.contract.ts';

/** One empty store; every `open` is a handle such as another process would have. */
export interface StorePlace {
  open(): Promise<ConfigStore>;
  remove(): Promise<void>;
}

/** What every configuration store promises. */
export function describeConfigStore(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`configuration store: ${name}`, () => {
    let place: StorePlace;
    // Filled before each test; the suites read from it inside their tests only.
    const on = {} as StoreHandles;

    beforeEach(async () => {
      place = await makePlace();
      on.store = await place.open();
      on.other = await place.open();
      on.open = place.open;
    });

    afterEach(async () => {
      await on.store.close();
      await on.other.close();
      await place.remove();
    });

    describeServices(on);
    describeAdmins(on);
    describeRoles(on);
    describeKeys(on);
    describeSettings(on);
    describeContracts(on);
    describeAudit(on);
    describeLoginAttempts(on);
    describeVersion(on);

    it('reads the whole directory from one moment', async () => {
      await on.store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
      const role = await on.store.roles.create({ name: 'r', description: '', access: [rule] });
      await on.store.keys.create({ keyHash: 'h', keyPrefix: 'p', label: '', roleId: role.id });
      await on.store.admins.createFirst({ email: 'a@b', name: '', passwordHash: '' });
      await on.store.sessions.end('expired', new Date(Date.now() - 60_000));
      await on.store.sessions.end('hash', new Date(Date.now() + 60_000));
      const directory = await on.other.readDirectory();
      expect(directory).toEqual({
        version: await on.store.version(),
        services: await on.store.services.list(),
        roles: [role],
        keys: await on.store.keys.list(),
        admins: await on.store.admins.list(),
        endedSessions: new Set(['hash']),
        schemaVersions: new Map([['a', 0]]),
      });
    });

    it('answers a ping', async () => {
      await expect(on.store.ping()).resolves.toBeUndefined();
    });
  });
}
