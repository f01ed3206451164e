import type { Admin } from '../model/admin.ts';
import type { ApiKey } from '../model/api-key.ts';
import type { Role } from '../model/role.ts';

/** Who makes a request, once the credentials were believed. */
export type Caller =
  | { readonly kind: 'admin'; readonly admin: Admin }
  | { readonly kind: 'key'; readonly key: ApiKey; readonly role: Role }
  /** Whoever runs the program on this machine: the command line, and MCP over stdio. */
  | { readonly kind: 'local' };

/** The caller of the command line. */
export const localCaller: Caller = { kind: 'local' };

/** How the audit log names a caller; nobody is `anonymous`. */
export function actorOf(caller: Caller | undefined): string {
  switch (caller?.kind) {
    case 'admin':
      return `admin:${caller.admin.email}`;
    case 'key':
      return `key:${caller.key.keyPrefix}`;
    case 'local':
      return 'cli';
    case undefined:
      return 'anonymous';
  }
}
