import type { Caller } from '../access/caller.ts';
import type { Permission } from '../access/permission.ts';
import { permitted } from '../access/permit.ts';
import type { Database } from '../databases/databases.ts';
import type { SchemaContract } from '../model/schema-contract.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';
import { verbs } from '../model/verb.ts';
import type { Verb } from '../model/verb.ts';
import type { VisibleService } from './document.ts';
import type { VisibleTable } from './table-paths.ts';

/** What a caller's role opens of a database: the document must not name anything else. */
export function visibleService(
  caller: Caller,
  { service }: Pick<Database, 'service'>,
  schema: DatabaseSchema,
  contracts: readonly SchemaContract[],
): VisibleService {
  const locked = new Map(
    service.schemaLock === 'none'
      ? []
      : contracts.map((contract) => [contract.tableName, contract.schema]),
  );
  const writable = verbs.filter((verb) => verb === 'GET' || !service.readOnly);
  const tables = [...schema.tables, ...schema.views].flatMap((table) => {
    // In auto and strict the promised columns are published, not the drifted ones (contract §10).
    const visible = visibleTable(caller, service.name, locked.get(table.name) ?? table, writable);
    return visible === undefined ? [] : [visible];
  });
  const routines = [...schema.procedures, ...schema.functions].filter(
    (routine) =>
      !service.readOnly &&
      permitted(caller, service.name, `_proc/${routine.name}`, 'POST') !== undefined,
  );
  return { name: service.name, label: service.label, tables, routines };
}

function visibleTable(
  caller: Caller,
  service: string,
  table: TableSchema,
  candidates: readonly Verb[],
): VisibleTable | undefined {
  const allowed = candidates.flatMap((verb) => {
    const permission = permitted(caller, service, `_table/${table.name}`, verb);
    return permission === undefined ? [] : [{ verb, permission }];
  });
  if (allowed.length === 0) return undefined;
  return {
    table: withColumns(
      table,
      allowed.map(({ permission }) => permission),
    ),
    verbs: allowed.map(({ verb }) => verb),
  };
}

/** The columns that any verb opens. */
function withColumns(table: TableSchema, permissions: readonly Permission[]): TableSchema {
  if (permissions.some((permission) => permission.columns === undefined)) return table;
  const open = new Set(permissions.flatMap((permission) => [...(permission.columns ?? [])]));
  return {
    ...table,
    columns: table.columns.filter((column) => open.has(column.name)),
    primary_key: table.primary_key.every((name) => open.has(name)) ? table.primary_key : [],
  };
}
