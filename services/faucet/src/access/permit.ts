import { fault } from '../faults.ts';
import type { DatabaseService } from '../model/database-service.ts';
import { rowFilterOperators } from '../model/role.ts';
import type { AccessRule, Role } from '../model/role.ts';
import type { Verb } from '../model/verb.ts';
import { verbBits } from '../model/verb.ts';
import type { Caller } from './caller.ts';
import { matchesComponent, matchesService } from './component-pattern.ts';
import { sumOfRules, unrestricted } from './permission.ts';
import type { Permission } from './permission.ts';

/**
 * Permissions already worked out, or null for no. They live as long as the role
 * object, which the directory keeps until somebody changes the role.
 */
const remembered = new WeakMap<Role, Map<string, Permission | null>>();

/** A caller may ask for any table name; what does not exist must not fill the memory. */
const REMEMBERED_MAX = 5_000;

/**
 * What the caller may do with a component of a service. Throws role_refuses, for
 * services and tables that do not exist too, so that a key cannot find out names.
 * Equal questions get the same object until the role changes.
 */
export function permit(caller: Caller, service: string, component: string, verb: Verb): Permission {
  if (caller.kind !== 'key') return unrestricted;
  const { role } = caller;
  const permission = lookUp(role, service, component, verb);
  if (permission !== null) return permission;
  const context = { component, role: role.name, service, verb };
  throw role.isActive
    ? fault('role_refuses', context, { context })
    : fault('role_inactive', context, { context });
}

/** Like {@link permit}, as a question: undefined for no. */
export function permitted(
  caller: Caller,
  service: string,
  component: string,
  verb: Verb,
): Permission | undefined {
  if (caller.kind !== 'key') return unrestricted;
  return lookUp(caller.role, service, component, verb) ?? undefined;
}

/** Whether any rule of the caller speaks about the service: what a list of services may show. */
export function seesService(caller: Caller, service: string): boolean {
  if (caller.kind !== 'key') return true;
  const { role } = caller;
  return (
    role.isActive &&
    role.access.some((rule) => rule.verbMask !== 0 && matchesService(rule.serviceName, service))
  );
}

/** Refuses what is not a read on a read-only service, for administrators too (contract §12). */
export function refuseReadOnly(
  service: Pick<DatabaseService, 'name' | 'readOnly'>,
  verb: Verb,
): void {
  if (!service.readOnly || verb === 'GET') return;
  const context = { service: service.name, verb };
  throw fault('service_read_only', context, { context });
}

function lookUp(role: Role, service: string, component: string, verb: Verb): Permission | null {
  let permissions = remembered.get(role);
  if (permissions === undefined || permissions.size >= REMEMBERED_MAX) {
    permissions = new Map();
    remembered.set(role, permissions);
  }
  // A service name has no blank: the parts cannot run into each other.
  const question = `${verb} ${service} ${component}`;
  let permission = permissions.get(question);
  if (permission === undefined) {
    permission = workOut(role, service, component, verb);
    permissions.set(question, permission);
  }
  return permission;
}

function workOut(role: Role, service: string, component: string, verb: Verb): Permission | null {
  if (!role.isActive) return null;
  const rules = role.access.filter(
    (rule) =>
      (rule.verbMask & verbBits[verb]) !== 0 &&
      matchesService(rule.serviceName, service) &&
      matchesComponent(rule.component, component) &&
      canBeHeldTo(rule, component, verb) &&
      isUnderstood(rule),
  );
  return rules.length === 0 ? null : sumOfRules(role.name, rules);
}

/**
 * Row filters and column lists can be enforced on the rows of tables. Raw SQL, a
 * routine, or a change of a table's shape would go around them, so a restricted
 * rule does not open those; reading the description of a table it does.
 */
function canBeHeldTo(rule: AccessRule, component: string, verb: Verb): boolean {
  if (rule.filters.length === 0 && rule.columns.length === 0) return true;
  if (component === '_table' || component.startsWith('_table/')) return true;
  return verb === 'GET' && component !== '_sql';
}

/** The original stored any operator; a filter nobody can apply must not open anything. */
function isUnderstood(rule: AccessRule): boolean {
  return rule.filters.every(({ operator }) => rowFilterOperators.includes(operator));
}
