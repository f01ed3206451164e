import { z } from 'zod';
import { fault } from '../faults.ts';
import { rowFilterOperators } from '../model/role.ts';
import type { NewAccessRule, Role, RowFilter } from '../model/role.ts';
import { allVerbs, verbBits } from '../model/verb.ts';
import type { NewRole } from '../store/config-store.ts';
import { optionalText, parseInput, requiredText } from './desk.ts';
import type { Desk } from './desk.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const rowFilter = z
  .object({
    name: requiredText('Filter name'),
    operator: z
      .string()
      .transform((operator) => operator.trim().toLowerCase().replace(/\s+/g, ' '))
      .pipe(z.enum(rowFilterOperators)),
    value: z.union([scalar, z.null(), z.array(scalar).min(1).max(1000)]).optional(),
  })
  .superRefine((filter, context) => {
    const problem = valueProblem(filter);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', message: problem, path: ['value'] });
  });

/** A filter that cannot mean anything must be refused when it is stored, not when rows are read. */
function valueProblem({
  operator,
  value,
}: {
  operator: RowFilter['operator'];
  value?: unknown;
}): string | undefined {
  if (operator === 'is null' || operator === 'is not null') return undefined;
  if (operator === 'in' || operator === 'not in') {
    return Array.isArray(value) ? undefined : `must be a list for "${operator}"`;
  }
  if (Array.isArray(value)) return `must be a single value for "${operator}"`;
  if (value === null || value === undefined) return `is required for "${operator}"`;
  return undefined;
}

const mask = z.number().int().min(0).max(allVerbs, `must be 0 to ${allVerbs}`);

/** `_table/` and the longest name any of the databases takes, with room. */
const componentLengthMax = 1024;

const rule = z
  .object({
    service_name: optionalText(),
    component: optionalText(componentLengthMax),
    verb_mask: mask.optional(),
    requestor_mask: z.number().int().min(0).max(7).optional(),
    filters: z.array(rowFilter).max(50).nullish(),
    filter_op: z
      .string()
      .toUpperCase()
      .pipe(z.enum(['AND', 'OR', '']))
      .optional(),
    columns: z.array(requiredText('Column')).max(1000).nullish(),
  })
  .transform((wire): NewAccessRule => ({
    serviceName: wire.service_name || '*',
    component: wire.component || '*',
    // Absent means no verbs: a forgotten mask must not open anything.
    verbMask: wire.verb_mask ?? 0,
    requestorMask: wire.requestor_mask ?? 0,
    filters: (wire.filters ?? []).map((filter): RowFilter =>
      filter.value === undefined
        ? { name: filter.name, operator: filter.operator }
        : { name: filter.name, operator: filter.operator, value: filter.value },
    ),
    filterOp: wire.filter_op || 'AND',
    columns: wire.columns ?? [],
  }));

const descriptionLengthMax = 4096;

/** Each is looked at for every table a caller asks for. */
const rulesMax = 1000;

const newRole = z.object({
  name: requiredText('Name'),
  description: optionalText(descriptionLengthMax),
  access: z.array(rule).max(rulesMax).nullish(),
});

const roleChange = z.object({
  name: optionalText(),
  description: optionalText(descriptionLengthMax),
  is_active: z.boolean().optional(),
  access: z.array(rule).max(rulesMax).nullish(),
});

export type RoleChange = Partial<NewRole> & { readonly isActive?: boolean };

export function parseNewRole(input: unknown): NewRole {
  const parsed = parseInput(newRole, input);
  return { name: parsed.name, description: parsed.description ?? '', access: parsed.access ?? [] };
}

export function parseRoleChange(input: unknown): RoleChange {
  const parsed = parseInput(roleChange, input);
  return {
    ...(parsed.name?.trim() ? { name: parsed.name.trim() } : {}),
    ...(parsed.description ? { description: parsed.description } : {}),
    ...(parsed.is_active === undefined ? {} : { isActive: parsed.is_active }),
    ...(parsed.access ? { access: parsed.access } : {}),
  };
}

/** The mask of `GET,post` or `*`, as the command line takes it. */
export function parseVerbs(text: string): number {
  if (text.trim() === '*') return allVerbs;
  let bits = 0;
  for (const word of text.split(',').map((part) => part.trim().toUpperCase())) {
    if (!Object.hasOwn(verbBits, word)) {
      throw fault('invalid_input', { reason: `invalid --verbs: unknown verb "${word}"` });
    }
    bits |= verbBits[word as keyof typeof verbBits];
  }
  return bits;
}

export async function requireRole(desk: Pick<Desk, 'store'>, id: number): Promise<Role> {
  const role = await desk.store.roles.find(id);
  if (role === undefined) throw fault('role_not_found', { role: id });
  return role;
}

export async function requireRoleByName(desk: Pick<Desk, 'store'>, name: string): Promise<Role> {
  const role = await desk.store.roles.findByName(name);
  if (role === undefined) throw fault('role_not_found', { role: `"${name}"` });
  return role;
}

export async function createRole(desk: Desk, input: NewRole): Promise<Role> {
  const role = await desk.store.roles.create(input);
  desk.record({
    action: 'role.created',
    target: `role/${role.name}`,
    detail: { rules: role.access.length },
  });
  return role;
}

export async function updateRole(desk: Desk, id: number, change: RoleChange): Promise<Role> {
  await requireRole(desk, id);
  const role = await desk.store.roles.update(id, change);
  desk.record({
    action: 'role.updated',
    target: `role/${role.name}`,
    detail: { changed: Object.keys(change).toSorted().join(', '), rules: role.access.length },
  });
  return role;
}

export async function grantRule(desk: Desk, name: string, granted: NewAccessRule): Promise<Role> {
  const { id } = await requireRoleByName(desk, name);
  const role = await desk.store.roles.addRule(id, granted);
  desk.record({
    action: 'role.granted',
    target: `role/${name}`,
    detail: {
      service: granted.serviceName,
      component: granted.component,
      verb_mask: granted.verbMask,
    },
  });
  return role;
}

export async function removeRole(desk: Desk, id: number): Promise<void> {
  const role = await requireRole(desk, id);
  await desk.store.roles.remove(id);
  desk.record({ action: 'role.deleted', target: `role/${role.name}` });
}
