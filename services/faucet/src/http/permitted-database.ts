import type { Permission } from '../access/permission.ts';
import { permit, refuseReadOnly } from '../access/permit.ts';
import type { Database } from '../databases/databases.ts';
import type { Verb } from '../model/verb.ts';
import type { Call } from './route.ts';

/** A database the caller may use for this request, and what they may do there. */
export interface PermittedDatabase {
  readonly database: Database;
  readonly permission: Permission;
}

/**
 * The checks before every data request, in the contract's order (§8): role, then
 * read-only, then whether the service exists, so that a key cannot probe names.
 */
export function permittedDatabase(
  call: Call,
  component: string,
  verb: Verb = call.request.method === 'HEAD' ? 'GET' : (call.request.method as Verb),
): PermittedDatabase | Promise<PermittedDatabase> {
  const name = call.params['service'] ?? '';
  const permission = permit(call.caller, name, component, verb);
  const configured = call.faucet.directory.snapshot.services.get(name);
  if (configured !== undefined) refuseReadOnly(configured, verb);
  const database = call.faucet.databases.get(name);
  return database instanceof Promise
    ? database.then((known) => ({ database: known, permission }))
    : { database, permission };
}
