import { createApiKey } from '@aquifer/auth';
import { z } from 'zod';
import { fault } from '../faults.ts';
import type { ApiKey } from '../model/api-key.ts';
import { optionalText, parseInput } from './desk.ts';
import type { Desk } from './desk.ts';
import { requireRoleByName } from './roles.ts';

/** Every raw key starts with it, so that a leaked one is recognised (contract §6). */
const KEY_PREFIX = 'faucet_';

const newKey = z.object({
  role_id: z
    .number({ error: ({ input }) => (input === undefined ? 'role_id is required' : undefined) })
    .int()
    .positive('role_id is required'),
  label: optionalText(),
  expires_at: z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 date and time' })
    .nullish(),
  rate_limit_per_minute: z.number().int().min(1).max(100_000_000).nullish(),
});

export interface NewKey {
  readonly roleId: number;
  readonly label: string;
  readonly expiresAt?: Date;
  readonly rateLimitPerMinute?: number;
}

export function parseNewKey(input: unknown): NewKey {
  const parsed = parseInput(newKey, input);
  return {
    roleId: parsed.role_id,
    label: parsed.label ?? '',
    ...(parsed.expires_at ? { expiresAt: new Date(parsed.expires_at) } : {}),
    ...(parsed.rate_limit_per_minute ? { rateLimitPerMinute: parsed.rate_limit_per_minute } : {}),
  };
}

/** The stored key and its raw text, which exists only in this answer. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly raw: string;
}

export async function issueKey(desk: Desk, input: NewKey): Promise<IssuedKey> {
  const role = await desk.store.roles.find(input.roleId);
  if (role === undefined) {
    throw fault('invalid_input', { reason: `Role not found: ${input.roleId}` });
  }
  const made = createApiKey(KEY_PREFIX);
  const key = await desk.store.keys.create({
    ...input,
    keyHash: made.hash,
    keyPrefix: made.displayPrefix,
  });
  desk.record({
    action: 'key.created',
    target: `key/${key.keyPrefix}`,
    detail: { role: role.name, label: key.label },
  });
  return { key, raw: made.raw };
}

/** Issues a key for a role named by an operator. */
export async function issueKeyForRole(
  desk: Desk,
  roleName: string,
  label: string,
): Promise<IssuedKey> {
  const { id } = await requireRoleByName(desk, roleName);
  return issueKey(desk, { roleId: id, label });
}

export async function revokeKey(desk: Desk, id: number): Promise<void> {
  const key = (await desk.store.keys.list()).find((candidate) => candidate.id === id);
  if (key === undefined) throw fault('key_not_found', { key: id });
  await revoke(desk, key);
}

/** Revokes the first key whose prefix starts with the text. */
export async function revokeKeyByPrefix(desk: Desk, text: string): Promise<ApiKey> {
  const key = (await desk.store.keys.list()).find(
    (candidate) => candidate.isActive && candidate.keyPrefix.startsWith(text),
  );
  if (text === '' || key === undefined) throw fault('key_not_found', { key: `"${text}"` });
  await revoke(desk, key);
  return key;
}

async function revoke(desk: Desk, key: ApiKey): Promise<void> {
  await desk.store.keys.revoke(key.id);
  desk.record({ action: 'key.revoked', target: `key/${key.keyPrefix}` });
}
