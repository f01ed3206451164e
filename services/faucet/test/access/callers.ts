import type { Caller } from '../../src/access/caller.ts';
import type { AccessRule, Role } from '../../src/model/role.ts';
import { verbBits } from '../../src/model/verb.ts';
import type { Verb } from '../../src/model/verb.ts';

/** A rule that opens what is stated and nothing more. */
export function ruleFor(
  component: string,
  verbs: readonly Verb[],
  parts: Partial<AccessRule> = {},
): AccessRule {
  return {
    id: 1,
    roleId: 1,
    serviceName: 'demo',
    component,
    verbMask: verbs.reduce((mask, verb) => mask | verbBits[verb], 0),
    requestorMask: 1,
    filters: [],
    filterOp: 'AND',
    columns: [],
    ...parts,
  };
}

export function roleWith(access: readonly AccessRule[], isActive = true): Role {
  const at = new Date(0);
  return { id: 1, name: 'r', description: '', isActive, access, createdAt: at, updatedAt: at };
}

export function keyCaller(role: Role): Extract<Caller, { kind: 'key' }> {
  return {
    kind: 'key',
    role,
    key: {
      id: 1,
      keyHash: 'h',
      keyPrefix: 'faucet_12345678',
      label: '',
      roleId: role.id,
      isActive: true,
      createdAt: new Date(0),
    },
  };
}

export const adminCaller: Caller = {
  kind: 'admin',
  admin: {
    id: 1,
    email: 'ada@example.com',
    name: '',
    passwordHash: '',
    isActive: true,
    isSuperAdmin: true,
    sessionsValidFrom: new Date(0),
    createdAt: new Date(0),
    updatedAt: new Date(0),
  },
};
