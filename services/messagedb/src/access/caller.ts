import { fault } from '../faults.ts';
import { defaultNamespace } from '../model/namespace.ts';
import type { StoredNamespace } from '../store/message-store.ts';

/** Who makes a request: the namespace whose token came with it. */
export interface Caller {
  readonly namespace: StoredNamespace;
  /** May use `ns.*` on every namespace: the token of `default`, and everybody in test mode. */
  readonly isAdministrator: boolean;
}

/** Throws not_permitted unless the caller may do this to the namespace: it is theirs, or they administer all. */
export function requireRight(caller: Caller, namespace: string, action: string): void {
  if (caller.namespace.id !== namespace) requireAdministrator(caller, action);
}

/** Throws not_permitted unless the caller administers all namespaces. */
export function requireAdministrator(caller: Caller, action: string): void {
  if (caller.isAdministrator) return;
  throw fault('not_permitted', { action }, { details: { namespace: caller.namespace.id } });
}

export const callerOf = (namespace: StoredNamespace, isTestMode: boolean): Caller => ({
  namespace,
  isAdministrator: isTestMode || namespace.id === defaultNamespace,
});
