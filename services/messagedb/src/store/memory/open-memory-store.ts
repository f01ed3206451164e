import type {
  Incarnation,
  MessageStore,
  NamespaceRegistry,
  StoredNamespace,
} from '../message-store.ts';
import { MemoryLog } from './memory-log.ts';

interface Tenant extends StoredNamespace {
  readonly log: MemoryLog;
}

/** A store that is gone when the process ends: test mode, and the guide's first run. */
export function openMemoryStore(): MessageStore {
  const tenants = new Map<string, Tenant>();
  return {
    kind: 'memory',
    namespaces: openRegistry(tenants),
    check: async () => undefined,
    close: async () => tenants.clear(),
  };
}

function openRegistry(tenants: Map<string, Tenant>): NamespaceRegistry {
  let created = 0;
  const current = ({ id, incarnation }: Incarnation): Tenant | undefined => {
    const tenant = tenants.get(id);
    return tenant?.incarnation === incarnation ? tenant : undefined;
  };
  return {
    find: async (id) => tenants.get(id),
    list: async () => [...tenants.values()],
    async create(namespace) {
      const { id } = namespace;
      if (tenants.has(id)) return false;
      created += 1;
      tenants.set(id, { ...namespace, incarnation: String(created), log: new MemoryLog(id) });
      return true;
    },
    async replaceToken(namespace, tokenHash) {
      const tenant = current(namespace);
      if (tenant === undefined) return false;
      tenants.set(tenant.id, { ...tenant, tokenHash });
      return true;
    },
    async delete(namespace) {
      const tenant = current(namespace);
      if (tenant === undefined) return undefined;
      tenants.delete(tenant.id);
      return tenant.log.end();
    },
  };
}
