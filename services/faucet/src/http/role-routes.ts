import { parseId } from '../administration/desk.ts';
import {
  createRole,
  parseNewRole,
  parseRoleChange,
  removeRole,
  requireRole,
  updateRole,
} from '../administration/roles.ts';
import type { Role } from '../model/role.ts';
import { created, done, listOf } from './route.ts';
import type { Route } from './route.ts';

function renderRole(role: Role): object {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    is_active: role.isActive,
    access: role.access.map((rule) => ({
      id: rule.id,
      role_id: rule.roleId,
      service_name: rule.serviceName,
      component: rule.component,
      verb_mask: rule.verbMask,
      requestor_mask: rule.requestorMask,
      filters: rule.filters,
      filter_op: rule.filterOp,
      columns: rule.columns,
    })),
    created_at: role.createdAt,
    updated_at: role.updatedAt,
  };
}

/** Roles and their rules (contract §7.5). A change applies at once to the keys that have the role. */
export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/system/role',
    access: 'admin',
    summary: 'List roles',
    handle: async ({ faucet }) => listOf((await faucet.store.roles.list()).map(renderRole)),
  },
  {
    method: 'POST',
    path: '/api/v1/system/role',
    access: 'admin',
    summary: 'Create a role',
    async handle(call) {
      return created(call, renderRole(await createRole(call.desk(), parseNewRole(call.json()))));
    },
  },
  {
    method: 'GET',
    path: '/api/v1/system/role/:id',
    access: 'admin',
    summary: 'Show a role',
    async handle(call) {
      return renderRole(await requireRole(call.desk(), parseId('role', call.params['id'] ?? '')));
    },
  },
  {
    method: 'PUT',
    path: '/api/v1/system/role/:id',
    access: 'admin',
    summary: 'Change a role; access replaces all its rules',
    async handle(call) {
      const id = parseId('role', call.params['id'] ?? '');
      return renderRole(await updateRole(call.desk(), id, parseRoleChange(call.json())));
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/system/role/:id',
    access: 'admin',
    summary: 'Delete a role that no key has',
    async handle(call) {
      await removeRole(call.desk(), parseId('role', call.params['id'] ?? ''));
      return done('Role deleted');
    },
  },
];
