import { type Fault, isFault } from '@aquifer/service';
import type { Permission } from '../access/permission.ts';
import type { WriteSession } from '../connectors/connector.ts';
import { fault, type FaultCode } from '../faults.ts';
import type { TableSchema } from '../model/schema.ts';
import type { WriteConnector } from './write-target.ts';

const remembered = new WeakMap<Permission, WeakMap<TableSchema, WriteConnector>>();

/**
 * The writes of a connector for one caller and table: what the database refuses is told without the
 * names of columns and tables that the caller's role does not open. The same value for the same
 * permission and table.
 */
export const discreetWrites = (
  connector: WriteConnector,
  table: TableSchema,
  permission: Permission,
): WriteConnector => {
  if (permission.role === undefined) return connector;
  const ofPermission = remembered.get(permission) ?? new WeakMap<TableSchema, WriteConnector>();
  remembered.set(permission, ofPermission);
  const known = ofPermission.get(table);
  if (known !== undefined) return known;
  const refusal = (error: unknown): unknown => discreet(error, table, permission);
  const made: WriteConnector = {
    driver: connector.driver,
    abilities: connector.abilities,
    ...discreetSession(connector, refusal),
    transaction: (work) =>
      connector.transaction((session) =>
        work({
          ...discreetSession(session, refusal),
          readLocked: (plan) => session.readLocked(plan),
        }),
      ),
  };
  ofPermission.set(table, made);
  return made;
};

const discreetSession = (
  session: WriteSession,
  refusal: (error: unknown) => unknown,
): WriteSession => {
  const telling = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw refusal(error);
    }
  };
  return {
    insert: (plan) => telling(() => session.insert(plan)),
    update: (plan) => telling(() => session.update(plan)),
    delete: (plan) => telling(() => session.delete(plan)),
  };
};

/** What can be said of a refusal without any name. */
const reasons: ReadonlyMap<string, string> = new Map<FaultCode, string>([
  ['unique_violation', 'a row with this key exists already'],
  ['not_null_violation', 'a column that you do not give must not be null'],
  ['foreign_key_violation', 'a key refers to a row that is not there, or rows still refer to it'],
  ['check_violation', 'the row breaks a rule of the table'],
  ['invalid_value', 'a value does not fit its column'],
]);

const discreet = (error: unknown, table: TableSchema, permission: Permission): unknown => {
  if (!isFault(error)) return error;
  const reason = reasons.get(error.code);
  if (reason === undefined || !tellsTooMuch(error, table, permission)) return error;
  const action = error.message.slice(0, error.message.indexOf(' failed: '));
  return fault(error.code as FaultCode, { action, reason }, { cause: error });
};

/** Constraints of foreign keys are named after tables, those of rules after columns. */
const tellsTooMuch = (
  { code, message }: Fault,
  table: TableSchema,
  { columns }: Permission,
): boolean =>
  code === 'foreign_key_violation' ||
  (columns !== undefined &&
    table.columns.some(({ name }) => !columns.has(name) && message.includes(name)));
