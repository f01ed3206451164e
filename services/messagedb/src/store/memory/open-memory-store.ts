import { fault } from '../../faults.ts';
import type { Namespace } from '../../model/namespace.ts';
import type { MessageStore, NamespaceRegistry } from '../message-store.ts';
import { MemoryLog } from './memory-log.ts';

interface Tenant {
  namespace: Namespace;
  readonly log: MemoryLog;
}

/** A store that is gone when the process ends: test mode, and the guide's first run. */
export function openMemoryStore(): MessageStore {
  const tenants = new Map<string, Tenant>();
  return {
    kind: 'memory',
    namespaces: openRegistry(tenants),
    log(namespace) {
      const tenant = tenants.get(namespace);
      if (tenant === undefined) throw fault('namespace_gone', { namespace });
      return tenant.log;
    },
    check: async () => undefined,
    close: async () => tenants.clear(),
  };
}

function openRegistry(tenants: Map<string, Tenant>): NamespaceRegistry {
  return {
    find: async (id) => tenants.get(id)?.namespace,
    list: async () => Array.from(tenants.values(), ({ namespace }) => namespace),
    async create(namespace) {
      if (tenants.has(namespace.id)) return false;
      tenants.set(namespace.id, { namespace, log: new MemoryLog(namespace.id) });
      return true;
    },
    async replaceToken(id, tokenHash) {
      const tenant = tenants.get(id);
      if (tenant === undefined) return false;
      tenant.namespace = { ...tenant.namespace, tokenHash };
      return true;
    },
    async delete(id) {
      const tenant = tenants.get(id);
      if (tenant === undefined) return undefined;
      tenants.delete(id);
      return tenant.log.end();
    },
  };
}
