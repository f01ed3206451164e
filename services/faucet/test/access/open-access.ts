import { createApiKey, hashPassword } from '@aquifer/auth';
import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { openDirectory } from '../../src/access/directory.ts';
import type { Directory } from '../../src/access/directory.ts';
import { createSessionTokens } from '../../src/access/session-tokens.ts';
import type { SessionTokens } from '../../src/access/session-tokens.ts';
import { openSessions } from '../../src/access/sessions.ts';
import type { Sessions } from '../../src/access/sessions.ts';
import type { NewAuditEntry } from '../../src/model/audit-entry.ts';
import type { ConfigStore } from '../../src/store/config-store.ts';
import { openConfigStore } from '../../src/store/open-config-store.ts';

export const quietLog = createLog({ level: 'silent', format: 'json' });

/** A store in a file with a directory over it, and what tests say about time. */
export interface OpenAccess {
  readonly dataDir: string;
  readonly store: ConfigStore;
  readonly tokens: SessionTokens;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly audited: NewAuditEntry[];
  /** The clock; starts in 2026 and stands still. */
  readonly clock: { now: number };
  /** Creates a role that may read everything, and a key of it. */
  createKey(options?: { expiresAt?: Date }): Promise<{ id: number; raw: string }>;
  close(): Promise<void>;
}

export async function openAccess(): Promise<OpenAccess> {
  const dataDir = temporaryDirectory();
  const store = await openConfigStore({ dataDir, log: quietLog });
  const clock = { now: Date.UTC(2026, 5, 1) };
  const now = (): number => clock.now;
  const tokens = createSessionTokens({ secret: 'a test secret', lifetimeMs: 86_400_000, now });
  const directory = await openDirectory({ store, tokens, log: quietLog, now });
  const audited: NewAuditEntry[] = [];
  const audit = {
    record: (entry: NewAuditEntry) => void audited.push(entry),
    flush: async () => undefined,
    close: async () => undefined,
  };
  const sessions = openSessions({ store, tokens, audit, log: quietLog, now });
  return {
    dataDir,
    store,
    tokens,
    directory,
    sessions,
    audited,
    clock,
    async createKey(options = {}) {
      const { raw, hash, displayPrefix } = createApiKey('faucet_');
      const role =
        (await store.roles.findByName('reader')) ??
        (await store.roles.create({ name: 'reader', description: '', access: [] }));
      const { id } = await store.keys.create({
        keyHash: hash,
        keyPrefix: displayPrefix,
        label: '',
        roleId: role.id,
        ...options,
      });
      return { id, raw };
    },
    async close() {
      directory.close();
      await store.close();
    },
  };
}

/** Creates an administrator with a password. */
export async function createAdmin(store: ConfigStore, email: string, password: string) {
  const passwordHash = await hashPassword(password);
  return store.admins.create({ email, name: 'Ada', passwordHash }, { isSuperAdmin: true });
}
