import { sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { Admin } from '../../model/admin.ts';
import type { AdminRecords, NewAdmin } from '../config-store.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface AdminRow {
  readonly id: number;
  readonly email: string;
  readonly password_hash: string;
  readonly name: string;
  readonly is_active: number;
  readonly is_super_admin: number;
  readonly sessions_valid_from: string;
  readonly last_login_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export function createAdminRecords(file: StoreFile): AdminRecords {
  const { database } = file;
  return {
    list: async () => listAdmins(file),
    async findByEmail(email) {
      const row = database.get<AdminRow>('SELECT * FROM admins WHERE email = ?', [email]);
      return row === undefined ? undefined : adminOfRow(row);
    },
    async create(admin, { isSuperAdmin }) {
      try {
        return file.write(() => insertAdmin(file, admin, isSuperAdmin));
      } catch (error) {
        if (sqliteErrorCode(error) !== 'unique') throw error;
        throw fault('duplicate_admin', { email: admin.email }, { cause: error });
      }
    },
    createFirst: async (admin) =>
      file.write(() => {
        const exists = database.value('SELECT 1 FROM admins LIMIT 1') !== undefined;
        return exists ? undefined : insertAdmin(file, admin, true);
      }),
    update: async (id, change) =>
      file.write(() => {
        const admin = requireAdmin(file, id);
        if (change.isActive === false) refuseLastAdmin(file, admin);
        database.run(
          `UPDATE admins SET name = ?, password_hash = ?, is_active = ?, sessions_valid_from = ?, updated_at = ?
           WHERE id = ?`,
          [
            change.name ?? admin.name,
            change.passwordHash ?? admin.passwordHash,
            change.isActive ?? admin.isActive,
            writeTimestamp(change.sessionsValidFrom ?? admin.sessionsValidFrom),
            writeTimestamp(new Date()),
            id,
          ],
        );
        return requireAdmin(file, id);
      }),
    renewPasswordHash: async (id, before, after) =>
      file.write(() => {
        database.run('UPDATE admins SET password_hash = ? WHERE id = ? AND password_hash = ?', [
          after,
          id,
          before,
        ]);
      }),
    async recordLogin(id, at) {
      database.run('UPDATE admins SET last_login_at = ? WHERE id = ?', [writeTimestamp(at), id]);
    },
    remove: async (id) =>
      file.write(() => {
        refuseLastAdmin(file, requireAdmin(file, id));
        database.run('DELETE FROM admins WHERE id = ?', [id]);
      }),
  };
}

export function listAdmins({ database }: StoreFile): readonly Admin[] {
  return database.all<AdminRow>('SELECT * FROM admins ORDER BY email').map(adminOfRow);
}

function insertAdmin(file: StoreFile, admin: NewAdmin, isSuperAdmin: boolean): Admin {
  const now = writeTimestamp(new Date());
  const { lastInsertRowid } = file.database.run(
    `INSERT INTO admins (email, password_hash, name, is_active, is_super_admin, created_at, updated_at)
     VALUES (?, ?, ?, 1, ?, ?, ?)`,
    [admin.email, admin.passwordHash, admin.name, isSuperAdmin, now, now],
  );
  return requireAdmin(file, Number(lastInsertRowid));
}

function requireAdmin({ database }: StoreFile, id: number): Admin {
  const row = database.get<AdminRow>('SELECT * FROM admins WHERE id = ?', [id]);
  if (row === undefined) throw fault('admin_not_found', { admin: id });
  return adminOfRow(row);
}

/** Nobody could sign in again; and without any administrator, setup would be open to everybody. */
function refuseLastAdmin({ database }: StoreFile, admin: Admin): void {
  const other = database.value('SELECT 1 FROM admins WHERE is_active = 1 AND id <> ? LIMIT 1', [
    admin.id,
  ]);
  if (admin.isActive && other === undefined) throw fault('last_admin');
}

function adminOfRow(row: AdminRow): Admin {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    isActive: row.is_active !== 0,
    isSuperAdmin: row.is_super_admin !== 0,
    sessionsValidFrom: readTimestamp(row.sessions_valid_from),
    ...(row.last_login_at === null ? {} : { lastLoginAt: readTimestamp(row.last_login_at) }),
    createdAt: readTimestamp(row.created_at),
    updatedAt: readTimestamp(row.updated_at),
  };
}
