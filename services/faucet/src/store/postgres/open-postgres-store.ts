import { migrate, openPostgres, postgresErrorCode } from '@aquifer/postgres';
import type { Postgres } from '@aquifer/postgres';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { ConfigStore } from '../config-store.ts';
import { createDsnCipher, makeSalt, saltSetting } from '../dsn-cipher.ts';
import type { DsnCipher, DsnKeys } from '../dsn-cipher.ts';
import { replacesClearText, resealDsns } from '../reseal-dsns.ts';
import type { StoredDsn } from '../reseal-dsns.ts';
import { createAdminRecords, listAdmins } from './admins.ts';
import { createAuditRecords } from './audit.ts';
import { createContractRecords } from './contracts.ts';
import { followVersion } from './follow-version.ts';
import { createKeyRecords, listKeys } from './keys.ts';
import { createKnownVersion } from './known-version.ts';
import type { KnownVersion } from './known-version.ts';
import { createLoginAttemptRecords } from './login-attempts.ts';
import { migrations, storeSchema } from './migrations.ts';
import { createRoleRecords, listRoles } from './roles.ts';
import { createServiceRecords, listSchemaVersions, listServices } from './services.ts';
import { createSessionRecords, listEndedSessions } from './sessions.ts';
import { createSettingRecords } from './settings.ts';
import { createStorePool, reachable } from './store-pool.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';

/** Few: the configuration is kept in memory, and every replica holds these. */
const POOL_MAX = 4;

/** Opens the store shared by replicas, in the schema `faucet` of the database. */
export async function openPostgresStore(
  url: string,
  keys: DsnKeys,
  log: Log,
): Promise<ConfigStore> {
  const postgres = openDatabase(url, log);
  try {
    await migrateStore(postgres);
    const known = createKnownVersion(await currentVersion(postgres));
    const pool = createStorePool(postgres, known);
    const settings = createSettingRecords(pool);
    const salt =
      keys.current || keys.previous ? await settings.getOrCreate(saltSetting, makeSalt) : '';
    const cipher = createDsnCipher(keys, salt);
    await resealTable(postgres, pool, cipher);
    const stopFollowing = await followVersion(postgres, known, log);
    return createStore({ postgres, pool, known, cipher, stopFollowing });
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

interface StoreParts {
  readonly postgres: Postgres;
  readonly pool: StorePool;
  readonly known: KnownVersion;
  readonly cipher: DsnCipher;
  readonly stopFollowing: () => Promise<void>;
}

function createStore({ postgres, pool, known, cipher, stopFollowing }: StoreParts): ConfigStore {
  return {
    versionNow: known.now,
    async version() {
      const heard = known.heard;
      const version = await reachable(() => currentVersion(postgres));
      if (known.heard === heard) known.hear(version);
      return version;
    },
    async readDirectory() {
      const heard = known.heard;
      const records = await reachable(() =>
        postgres.transaction(
          async (transaction) => ({
            version: await currentVersion(transaction),
            services: await listServices(transaction, cipher),
            admins: await listAdmins(transaction),
            roles: await listRoles(transaction),
            keys: await listKeys(transaction),
            endedSessions: await listEndedSessions(transaction),
            schemaVersions: await listSchemaVersions(transaction),
          }),
          { isolation: 'repeatable read', readOnly: true },
        ),
      );
      if (known.heard === heard) known.hear(records.version);
      return records;
    },
    watch: known.add,
    async ping() {
      await reachable(() => postgres.query('SELECT 1', [], { timeoutMs: 5_000 }));
    },
    async close() {
      await stopFollowing();
      await postgres.close();
    },
    services: createServiceRecords(pool, cipher),
    admins: createAdminRecords(pool),
    sessions: createSessionRecords(pool),
    roles: createRoleRecords(pool),
    keys: createKeyRecords(pool),
    settings: createSettingRecords(pool),
    contracts: createContractRecords(pool),
    audit: createAuditRecords(pool),
    loginAttempts: createLoginAttemptRecords(pool),
  };
}

function openDatabase(url: string, log: Log): Postgres {
  try {
    return openPostgres(url, {
      poolMax: POOL_MAX,
      applicationName: 'faucet-config',
      onIdleError: (error) => log.debug({ err: error }, 'lost an idle connection to the store'),
    });
  } catch (error) {
    // The message of the parser does not repeat the address, which holds a password.
    const reason = error instanceof Error ? error.message : 'not an address';
    throw fault('config_store_unreadable', { reason }, { cause: error });
  }
}

async function migrateStore(postgres: Postgres): Promise<void> {
  try {
    await refuseNewer(postgres);
    await migrate(postgres, storeSchema, migrations);
  } catch (error) {
    const reason = reasons[postgresErrorCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw fault('config_store_unreadable', { reason }, { cause: error });
  }
}

const reasons: Readonly<Record<string, string | undefined>> = {
  unavailable: 'PostgreSQL does not answer at the address of FAUCET_CONFIG_DB',
  authentication: 'PostgreSQL refuses the user or password of FAUCET_CONFIG_DB',
  no_such_database: 'the database of FAUCET_CONFIG_DB does not exist',
  permission: 'the user of FAUCET_CONFIG_DB may not create the schema "faucet"',
};

async function refuseNewer(postgres: Postgres): Promise<void> {
  const recorded = await postgres.value<string>('SELECT to_regclass($1)::text', [
    `${storeSchema}.schema_migrations`,
  ]);
  if (recorded == null) return;
  const newest = await postgres.value<number>(
    `SELECT max(version)::integer FROM ${storeSchema}.schema_migrations`,
  );
  if ((newest ?? 0) > (migrations.at(-1)?.version ?? 0)) throw fault('config_store_newer');
}

async function currentVersion(queries: StoreQueries): Promise<number> {
  return (await queries.value<number>('SELECT version FROM faucet.config_version')) ?? 0;
}

async function resealTable(postgres: Postgres, pool: StorePool, cipher: DsnCipher): Promise<void> {
  const stored = await postgres.rows<StoredDsn>('SELECT name, dsn FROM faucet.services');
  const resealed = resealDsns(stored, cipher);
  if (resealed.length === 0) return;
  await pool.write(async (transaction) => {
    for (const { name, before, dsn } of resealed) {
      await transaction.query('UPDATE faucet.services SET dsn = $1 WHERE name = $2 AND dsn = $3', [
        dsn,
        name,
        before,
      ]);
    }
  });
  // The dead rows would still show the clear text to whoever reads the files.
  if (replacesClearText(resealed)) await postgres.query('VACUUM faucet.services');
}
