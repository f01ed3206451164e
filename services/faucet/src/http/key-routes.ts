import { parseId } from '../administration/desk.ts';
import { issueKey, parseNewKey, revokeKey } from '../administration/keys.ts';
import type { ApiKey } from '../model/api-key.ts';
import { created, done, listOf } from './route.ts';
import type { Route } from './route.ts';

function renderKey(key: ApiKey): object {
  return {
    id: key.id,
    key_prefix: key.keyPrefix,
    label: key.label,
    role_id: key.roleId,
    is_active: key.isActive,
    rate_limit_per_minute: key.rateLimitPerMinute,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    last_used: key.lastUsedAt,
  };
}

/** API keys (contract §7.6). The raw key is in the answer to its creation and nowhere else. */
export const keyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/system/api-key',
    access: 'admin',
    summary: 'List API keys, newest first',
    async handle({ faucet }) {
      const [keys, roles] = await Promise.all([
        faucet.store.keys.list(),
        faucet.store.roles.list(),
      ]);
      const names = new Map(roles.map((role) => [role.id, role.name]));
      return listOf(keys.map((key) => ({ ...renderKey(key), role_name: names.get(key.roleId) })));
    },
  },
  {
    method: 'POST',
    path: '/api/v1/system/api-key',
    access: 'admin',
    summary: 'Create an API key',
    async handle(call) {
      const { key, raw } = await issueKey(call.desk(), parseNewKey(call.json()));
      return created(call, { ...renderKey(key), api_key: raw });
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/system/api-key/:id',
    access: 'admin',
    summary: 'Revoke an API key, at once',
    async handle(call) {
      await revokeKey(call.desk(), parseId('API key', call.params['id'] ?? ''));
      return done('API key revoked');
    },
  },
];
