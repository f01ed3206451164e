import {
  createAdmin,
  parseAdminChange,
  parseNewAdmin,
  removeAdmin,
  updateAdmin,
} from '../administration/admins.ts';
import { parseId } from '../administration/desk.ts';
import type { Admin } from '../model/admin.ts';
import { created, done, listOf } from './route.ts';
import type { Route } from './route.ts';

/** An administrator as the API shows one: never with the hash. */
function renderAdmin(admin: Admin): object {
  return {
    id: admin.id,
    email: admin.email,
    name: admin.name,
    is_active: admin.isActive,
    is_super_admin: admin.isSuperAdmin,
    created_at: admin.createdAt,
    updated_at: admin.updatedAt,
    last_login_at: admin.lastLoginAt,
  };
}

/** Administrators (contract §7.3); changing and deleting them is ours. */
export const adminRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/system/admin',
    access: 'admin',
    summary: 'List administrators',
    handle: async ({ faucet }) => listOf((await faucet.store.admins.list()).map(renderAdmin)),
  },
  {
    method: 'POST',
    path: '/api/v1/system/admin',
    access: 'admin',
    summary: 'Create an administrator',
    async handle(call) {
      return created(call, renderAdmin(await createAdmin(call.desk(), parseNewAdmin(call.json()))));
    },
  },
  {
    method: 'PUT',
    path: '/api/v1/system/admin/:id',
    access: 'admin',
    summary: 'Change name or password, disable or enable an administrator',
    async handle(call) {
      const id = parseId('admin', call.params['id'] ?? '');
      return renderAdmin(
        await updateAdmin(call.desk(), id, parseAdminChange(call.json()), new Date()),
      );
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/system/admin/:id',
    access: 'admin',
    summary: 'Delete an administrator',
    async handle(call) {
      await removeAdmin(call.desk(), parseId('admin', call.params['id'] ?? ''));
      return done('Admin deleted');
    },
  },
];
