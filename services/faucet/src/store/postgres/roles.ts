import { postgresErrorCode } from '@aquifer/postgres';
import { fault } from '../../faults.ts';
import type { AccessRule, NewAccessRule, Role } from '../../model/role.ts';
import type { RoleRecords } from '../config-store.ts';
import { readStoredColumns, readStoredFilters } from '../stored-filters.ts';
import type { StorePool, StoreQueries } from './store-pool.ts';
import { readTimestamp } from './timestamp.ts';

interface RoleRow {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly is_active: boolean;
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

export function createRoleRecords(pool: StorePool): RoleRecords {
  return {
    list: () => listRoles(pool.queries),
    find: (id) => findRole(pool.queries, id),
    async findByName(name) {
      const id = await pool.queries.value<number>('SELECT id FROM faucet.roles WHERE name = $1', [
        name,
      ]);
      return id === undefined ? undefined : findRole(pool.queries, id);
    },
    create: (role) =>
      refusingDuplicate(role.name, () =>
        pool.write(async (transaction) => {
          const id = await transaction.value<number>(
            'INSERT INTO faucet.roles (name, description) VALUES ($1, $2) RETURNING id',
            [role.name, role.description],
          );
          for (const rule of role.access) await insertRule(transaction, id ?? 0, rule);
          return requireRole(transaction, id ?? 0);
        }),
      ),
    update: (id, change) =>
      refusingDuplicate(change.name ?? '', () =>
        pool.write(async (transaction) => {
          const role = await requireRole(transaction, id);
          await transaction.query(
            `UPDATE faucet.roles SET name = $2, description = $3, is_active = $4, updated_at = now()
             WHERE id = $1`,
            [
              id,
              change.name ?? role.name,
              change.description ?? role.description,
              change.isActive ?? role.isActive,
            ],
          );
          if (change.access !== undefined) {
            await transaction.query('DELETE FROM faucet.role_access WHERE role_id = $1', [id]);
            for (const rule of change.access) await insertRule(transaction, id, rule);
          }
          return requireRole(transaction, id);
        }),
      ),
    addRule: (id, rule) =>
      pool.write(async (transaction) => {
        await requireRole(transaction, id);
        await insertRule(transaction, id, rule);
        await transaction.query('UPDATE faucet.roles SET updated_at = now() WHERE id = $1', [id]);
        return requireRole(transaction, id);
      }),
    remove: (id) =>
      pool.write(async (transaction) => {
        const role = await requireRole(transaction, id);
        const used = await transaction.value(
          'SELECT 1 FROM faucet.api_keys WHERE role_id = $1 LIMIT 1',
          [id],
        );
        if (used !== undefined) throw fault('role_in_use', { role: role.name });
        await transaction.query('DELETE FROM faucet.roles WHERE id = $1', [id]);
      }),
  };
}

export async function listRoles(queries: StoreQueries): Promise<readonly Role[]> {
  const rulesOf = new Map<number, AccessRule[]>();
  for (const row of await queries.rows<RuleRow>('SELECT * FROM faucet.role_access ORDER BY id')) {
    const rules = rulesOf.get(row.role_id);
    if (rules === undefined) rulesOf.set(row.role_id, [ruleOfRow(row)]);
    else rules.push(ruleOfRow(row));
  }
  const rows = await queries.rows<RoleRow>('SELECT * FROM faucet.roles ORDER BY name COLLATE "C"');
  return rows.map((row) => roleOfRow(row, rulesOf.get(row.id) ?? []));
}

async function findRole(queries: StoreQueries, id: number): Promise<Role | undefined> {
  const row = await queries.one<RoleRow>('SELECT * FROM faucet.roles WHERE id = $1', [id]);
  if (row === undefined) return undefined;
  const rules = await queries.rows<RuleRow>(
    'SELECT * FROM faucet.role_access WHERE role_id = $1 ORDER BY id',
    [id],
  );
  return roleOfRow(row, rules.map(ruleOfRow));
}

async function requireRole(queries: StoreQueries, id: number): Promise<Role> {
  const role = await findRole(queries, id);
  if (role === undefined) throw fault('role_not_found', { role: id });
  return role;
}

async function insertRule(
  queries: StoreQueries,
  roleId: number,
  rule: NewAccessRule,
): Promise<void> {
  await queries.query(
    `INSERT INTO faucet.role_access
       (role_id, service_name, component, verb_mask, requestor_mask, filters_json, filter_op, columns_json)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
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

async function refusingDuplicate<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (postgresErrorCode(error) !== 'unique') throw error;
    throw fault('duplicate_role', { role: name }, { cause: error });
  }
}

function roleOfRow(row: RoleRow, access: readonly AccessRule[]): Role {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    isActive: row.is_active,
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
