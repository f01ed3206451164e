import { duration } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';

/** Where the configuration is kept, and for how long the audit log. */
export interface StoreSettings {
  readonly dataDir: string | undefined;
  readonly configDb: string | undefined;
  readonly encryptionKey: string | undefined;
  readonly encryptionKeyPrevious: string | undefined;
  readonly auditRetentionMs: number;
}

export const storeSettings: SettingsTable<StoreSettings> = {
  dataDir: {
    env: 'FAUCET_DATA_DIR',
    flag: '--data-dir',
    fileKey: 'data_dir',
    schema: z.string().optional(),
    help: 'Directory of the configuration store; ~/.faucet when not set.',
    group: 'Store',
  },
  configDb: {
    env: 'FAUCET_CONFIG_DB',
    fileKey: 'config_db',
    schema: z.string().optional(),
    secret: true,
    help: 'postgres:// URL of a configuration store shared by replicas, instead of the data directory.',
    group: 'Store',
  },
  encryptionKey: {
    env: 'FAUCET_ENCRYPTION_KEY',
    fileKey: 'encryption_key',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    secret: true,
    help: 'Encrypts the DSNs at rest.',
    group: 'Store',
  },
  encryptionKeyPrevious: {
    env: 'FAUCET_ENCRYPTION_KEY_PREVIOUS',
    schema: z.string().optional(),
    secret: true,
    help: 'The key before the last change; what it encrypted is encrypted anew at start.',
    group: 'Store',
  },
  auditRetentionMs: {
    env: 'FAUCET_AUDIT_RETENTION',
    fileKey: 'audit.retention',
    schema: duration,
    default: '365d',
    help: 'Age at which audit entries are deleted.',
    group: 'Store',
  },
};
