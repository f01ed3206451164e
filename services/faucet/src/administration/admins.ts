import { hashPassword } from '@aquifer/auth';
import { z } from 'zod';
import { fault } from '../faults.ts';
import { passwordLengthMin } from '../model/admin.ts';
import type { Admin } from '../model/admin.ts';
import { optionalText, parseInput, requiredText } from './desk.ts';
import type { Desk } from './desk.ts';

/** The longest address a mail server takes (RFC 5321 §4.5.3.1.3, without the angle brackets). */
const emailLengthMax = 254;

const email = requiredText('Email', emailLengthMax).refine(
  (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  {
    message: 'Email must be an address with an @',
  },
);

const password = z
  .string({
    error: ({ input }) =>
      input === undefined || input === null ? 'Password is required' : 'Password must be a string',
  })
  .min(1, 'Password is required')
  .refine((text) => [...text].length >= passwordLengthMin, {
    message: `Password must be at least ${passwordLengthMin} characters`,
  })
  // argon2 takes any length; the bound keeps one request from hashing megabytes.
  .max(1024, 'Password must be at most 1024 characters');

const newAdmin = z.object({ email, password, name: optionalText() });

export interface AdminInput {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export function parseNewAdmin(input: unknown): AdminInput {
  const parsed = parseInput(newAdmin, input);
  return { ...parsed, name: parsed.name ?? '' };
}

/** Creates the very first administrator; undefined when there already is one. */
export async function createFirstAdmin(desk: Desk, input: AdminInput): Promise<Admin | undefined> {
  const passwordHash = await hashPassword(input.password);
  const admin = await desk.store.admins.createFirst({
    email: input.email,
    name: input.name,
    passwordHash,
  });
  if (admin !== undefined) recordCreation(desk, admin);
  return admin;
}

/** Creates an administrator; the first one of a store becomes super administrator. */
export async function createAdmin(desk: Desk, input: AdminInput): Promise<Admin> {
  const passwordHash = await hashPassword(input.password);
  const record = { email: input.email, name: input.name, passwordHash };
  const first = await desk.store.admins.createFirst(record);
  const admin = first ?? (await desk.store.admins.create(record, { isSuperAdmin: false }));
  recordCreation(desk, admin);
  return admin;
}

function recordCreation(desk: Desk, admin: Admin): void {
  desk.record({
    action: 'admin.created',
    target: `admin/${admin.email}`,
    detail: { is_super_admin: admin.isSuperAdmin },
  });
}

export interface AdminChange {
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly is_active?: boolean | undefined;
}

const adminChange: z.ZodType<AdminChange> = z.object({
  name: optionalText(),
  password: password.optional(),
  is_active: z.boolean().optional(),
});

export function parseAdminChange(input: unknown): AdminChange {
  return parseInput(adminChange, input);
}

/** Changes an administrator. A new password ends all sessions; the last active one cannot be disabled. */
export async function updateAdmin(
  desk: Desk,
  id: number,
  change: AdminChange,
  now: Date,
): Promise<Admin> {
  const admin = await requireAdmin(desk, id);
  if (change.is_active === false) await refuseLastAdmin(desk, admin);
  const updated = await desk.store.admins.update(id, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.is_active === undefined ? {} : { isActive: change.is_active }),
    ...(change.password === undefined
      ? {}
      : { passwordHash: await hashPassword(change.password), sessionsValidFrom: now }),
  });
  desk.record({
    action: 'admin.updated',
    target: `admin/${admin.email}`,
    detail: { changed: Object.keys(change).toSorted().join(', ') },
  });
  return updated;
}

export async function removeAdmin(desk: Desk, id: number): Promise<void> {
  const admin = await requireAdmin(desk, id);
  await refuseLastAdmin(desk, admin);
  await desk.store.admins.remove(id);
  desk.record({ action: 'admin.deleted', target: `admin/${admin.email}` });
}

async function requireAdmin(desk: Desk, id: number): Promise<Admin> {
  const admin = (await desk.store.admins.list()).find((candidate) => candidate.id === id);
  if (admin === undefined) throw fault('admin_not_found', { admin: id });
  return admin;
}

/** Without an active administrator nobody could ever sign in again. */
async function refuseLastAdmin(desk: Desk, admin: Admin): Promise<void> {
  const others = (await desk.store.admins.list()).filter(
    (candidate) => candidate.isActive && candidate.id !== admin.id,
  );
  if (others.length === 0) throw fault('last_admin');
}
