import { postgresErrorCode } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { Admin } from '../../model/admin.ts';
import type { AdminRecords, NewAdmin } from '../config-store.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface AdminRow {
  readonly id: number;
  readonly email: string;
  readonly password_hash: string;
  readonly name: string;
  readonly is_active: boolean;
  readonly is_super_admin: boolean;
  readonly sessions_valid_from: string;
  readonly last_login_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export function createAdminRecords(pool: StorePool): AdminRecords {
  return {
    list: () => listAdmins(pool.queries),
    async findByEmail(email) {
      const row = await pool.queries.one<AdminRow>('SELECT * FROM faucet.admins WHERE email = $1', [
        email,
      ]);
      return row === undefined ? undefined : adminOfRow(row);
    },
    async create(admin, { isSuperAdmin }) {
      try {
        return await pool.write((transaction) => insertAdmin(transaction, admin, isSuperAdmin));
      } catch (error) {
        if (postgresErrorCode(error) !== 'unique') throw error;
        throw fault('duplicate_admin', { email: admin.email }, { cause: error });
      }
    },
    createFirst: (admin) =>
      pool.write(async (transaction) => {
        const exists = await transaction.value('SELECT 1 FROM faucet.admins LIMIT 1');
        return exists === undefined ? insertAdmin(transaction, admin, true) : undefined;
      }),
    update: (id, change) =>
      pool.write(async (transaction) => {
        const admin = await requireAdmin(transaction, id);
        if (change.isActive === false) await refuseLastAdmin(transaction, admin);
        await transaction.query(
          `UPDATE faucet.admins
           SET name = $2, password_hash = $3, is_active = $4, sessions_valid_from = $5, updated_at = now()
           WHERE id = $1`,
          [
            id,
            change.name ?? admin.name,
            change.passwordHash ?? admin.passwordHash,
            change.isActive ?? admin.isActive,
            change.sessionsValidFrom ?? admin.sessionsValidFrom,
          ],
        );
        return requireAdmin(transaction, id);
      }),
    async renewPasswordHash(id, before, after) {
      await pool.write((transaction) =>
        transaction.query(
          'UPDATE faucet.admins SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
          [id, before, after],
        ),
      );
    },
    async recordLogin(id, at) {
      await pool.queries.query('UPDATE faucet.admins SET last_login_at = $2 WHERE id = $1', [
        id,
        at,
      ]);
    },
    remove: (id) =>
      pool.write(async (transaction) => {
        await refuseLastAdmin(transaction, await requireAdmin(transaction, id));
        await transaction.query('DELETE FROM faucet.admins WHERE id = $1', [id]);
      }),
  };
}

export async function listAdmins(queries: StoreQueries): Promise<readonly Admin[]> {
  const rows = await queries.rows<AdminRow>(
    'SELECT * FROM faucet.admins ORDER BY email COLLATE "C"',
  );
  return rows.map(adminOfRow);
}

async function insertAdmin(
  queries: StoreQueries,
  admin: NewAdmin,
  isSuperAdmin: boolean,
): Promise<Admin> {
  const id = await queries.value<number>(
    `INSERT INTO faucet.admins (email, password_hash, name, is_super_admin)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [admin.email, admin.passwordHash, admin.name, isSuperAdmin],
  );
  return requireAdmin(queries, id ?? 0);
}

async function requireAdmin(queries: StoreQueries, id: number): Promise<Admin> {
  const row = await queries.one<AdminRow>('SELECT * FROM faucet.admins WHERE id = $1', [id]);
  if (row === undefined) throw fault('admin_not_found', { admin: id });
  return adminOfRow(row);
}

/** Nobody could sign in again; and without any administrator, setup would be open to everybody. */
async function refuseLastAdmin(queries: StoreQueries, admin: Admin): Promise<void> {
  const other = await queries.value(
    'SELECT 1 FROM faucet.admins WHERE is_active AND id <> $1 LIMIT 1',
    [admin.id],
  );
  if (admin.isActive && other === undefined) throw fault('last_admin');
}

function adminOfRow(row: AdminRow): Admin {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    isActive: row.is_active,
    isSuperAdmin: row.is_super_admin,
    sessionsValidFrom: readTimestamp(row.sessions_valid_from),
    ...(row.last_login_at === null ? {} : { lastLoginAt: readTimestamp(row.last_login_at) }),
    createdAt: readTimestamp(row.created_at),
    updatedAt: readTimestamp(row.updated_at),
  };
}
