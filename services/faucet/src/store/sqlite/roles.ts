import { sqliteErrorCode } from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { AccessRule, NewAccessRule, Role } from '../../model/role.ts';
import type { RoleRecords } from '../config-store.ts';
import { readStoredColumns, readStoredFilters } from '../stored-filters.ts';
import type { StoreFile } from './store-file.ts';
import { readTimestamp, writeTimestamp } from './timestamp.ts';

interface RoleRow {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly is_active: number;
  readonly created_at: string;
  readonly updated_at: string;
}

interface RuleRow {
  readonly id: number;
  readonly role_id: number;
  readonly service_name: string;
  readonly component: string;
  readonly verb_mask: number;
  readonly requestor_mask: number;
  readonly filters_json: string;
  readonly filter_op: string;
  readonly columns_json: string;
}

export function createRoleRecords(file: StoreFile): RoleRecords {
  const { database } = file;
  return {
    list: async () => listRoles(file),
    find: async (id) => findRole(file, id),
    async findByName(name) {
      const id = database.value<number>('SELECT id FROM roles WHERE name = ?', [name]);
      return id === undefined ? undefined : findRole(file, id);
    },
    async create(role) {
      return refusingDuplicate(role.name, () =>
        file.write(() => {
          const { lastInsertRowid } = database.run(
            `INSERT INTO roles (name, description, is_active, created_at, updated_at)
             VALUES (?, ?, 1, ?, ?)`,
            [role.name, role.description, now(), now()],
          );
          const id = Number(lastInsertRowid);
          for (const rule of role.access) insertRule(file, id, rule);
          return requireRole(file, id);
        }),
      );
    },
    update: async (id, change) =>
      refusingDuplicate(change.name ?? '', () =>
        file.write(() => {
          const role = requireRole(file, id);
          database.run(
            'UPDATE roles SET name = ?, description = ?, is_active = ?, updated_at = ? WHERE id = ?',
            [
              change.name ?? role.name,
              change.description ?? role.description,
              change.isActive ?? role.isActive,
              now(),
              id,
            ],
          );
          if (change.access !== undefined) {
            database.run('DELETE FROM role_access WHERE role_id = ?', [id]);
            for (const rule of change.access) insertRule(file, id, rule);
          }
          return requireRole(file, id);
        }),
      ),
    addRule: async (id, rule) =>
      file.write(() => {
        requireRole(file, id);
        insertRule(file, id, rule);
        database.run('UPDATE roles SET updated_at = ? WHERE id = ?', [now(), id]);
        return requireRole(file, id);
      }),
    remove: async (id) =>
      file.write(() => {
        const role = requireRole(file, id);
        const used = database.value('SELECT 1 FROM api_keys WHERE role_id = ? LIMIT 1', [id]);
        if (used !== undefined) throw fault('role_in_use', { role: role.name });
        database.run('DELETE FROM roles WHERE id = ?', [id]);
      }),
  };
}

const now = (): string => writeTimestamp(new Date());

export function listRoles({ database }: StoreFile): readonly Role[] {
  const rulesOf = new Map<number, AccessRule[]>();
  for (const row of database.all<RuleRow>('SELECT * FROM role_access ORDER BY id')) {
    const rules = rulesOf.get(row.role_id);
    if (rules === undefined) rulesOf.set(row.role_id, [ruleOfRow(row)]);
    else rules.push(ruleOfRow(row));
  }
  return database
    .all<RoleRow>('SELECT * FROM roles ORDER BY name')
    .map((row) => roleOfRow(row, rulesOf.get(row.id) ?? []));
}

function findRole({ database }: StoreFile, id: number): Role | undefined {
  const row = database.get<RoleRow>('SELECT * FROM roles WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const rules = database.all<RuleRow>('SELECT * FROM role_access WHERE role_id = ? ORDER BY id', [
    id,
  ]);
  return roleOfRow(row, rules.map(ruleOfRow));
}

function requireRole(file: StoreFile, id: number): Role {
  const role = findRole(file, id);
  if (role === undefined) throw fault('role_not_found', { role: id });
  return role;
}

function insertRule({ database }: StoreFile, roleId: number, rule: NewAccessRule): void {
  database.run(
    `INSERT INTO role_access
       (role_id, service_name, component, verb_mask, requestor_mask, filters_json, filter_op, columns_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      roleId,
      rule.serviceName,
      rule.component,
      rule.verbMask,
      rule.requestorMask,
      JSON.stringify(rule.filters),
      rule.filterOp,
      JSON.stringify(rule.columns),
    ],
  );
}

function refusingDuplicate<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (sqliteErrorCode(error) !== 'unique') throw error;
    throw fault('duplicate_role', { role: name }, { cause: error });
  }
}

function roleOfRow(row: RoleRow, access: readonly AccessRule[]): Role {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    isActive: row.is_active !== 0,
    access,
    createdAt: readTimestamp(row.created_at),
    updatedAt: readTimestamp(row.updated_at),
  };
}

function ruleOfRow(row: RuleRow): AccessRule {
  return {
    id: row.id,
    roleId: row.role_id,
    serviceName: row.service_name,
    component: row.component,
    verbMask: row.verb_mask,
    requestorMask: row.requestor_mask,
    filters: readStoredFilters(row.filters_json),
    filterOp: row.filter_op.toUpperCase() === 'OR' ? 'OR' : 'AND',
    columns: readStoredColumns(row.columns_json),
  };
}
