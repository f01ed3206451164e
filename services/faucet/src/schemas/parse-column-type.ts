import { portableTypes } from '../connectors/connector.ts';
import type { ColumnType, PortableType } from '../connectors/connector.ts';
import { fault } from '../faults.ts';

/**
 * `varchar(40)`, `double precision`, `numeric(10,2)`, `timestamp(3) with time zone`, `int unsigned`,
 * `text[]`: words, at most two sizes, words, perhaps an array. Nothing else can reach a statement
 * (contract §9, SECURITY FIX: the original spliced this text into DDL).
 */
const databaseType =
  /^([A-Za-z][A-Za-z0-9_]*(?: [A-Za-z][A-Za-z0-9_]*){0,3})(?: ?\( ?(\d{1,5}|max)(?: ?, ?(\d{1,5}))? ?\))?((?: [A-Za-z]+){0,3})( ?\[\])?$/i;

/** Words of column constraints, which must come in their own fields. */
const reserved =
  /\b(primary|key|references|check|default|not|null|unique|generated|always|as|constraint|collate|auto_increment|autoincrement|identity|foreign|on|comment)\b/i;

/** Reads the type of a column from `db_type`, or from the portable `go_type`. */
export function parseColumnType(
  column: string,
  dbType: unknown,
  goType: unknown,
  maxLength: unknown,
): ColumnType {
  const length = parseMaxLength(column, maxLength);
  if (typeof dbType === 'string' && dbType.trim() !== '')
    return parseDatabaseType(column, dbType, length);
  if (typeof goType === 'string' && goType !== '') return parsePortableType(column, goType, length);
  throw fault('invalid_input', { reason: `Column "${column}" needs db_type or go_type` });
}

function parseDatabaseType(
  column: string,
  text: string,
  maxLength: number | undefined,
): ColumnType {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  const match = trimmed.length > 100 ? null : databaseType.exec(trimmed);
  if (match === null || reserved.test(trimmed)) {
    throw fault('invalid_input', {
      reason: `Column "${column}": db_type must be a type name with at most two sizes, such as varchar(40)`,
    });
  }
  const [, head = '', first, second, tail = '', array] = match;
  const sizes = [first, second].filter((size) => size !== undefined);
  if (sizes.length === 0 && maxLength !== undefined && /char|binary/i.test(head)) {
    sizes.push(String(maxLength));
  }
  return {
    kind: 'database',
    name: head,
    // `max` is SQL Server's word for no bound; -1 stands for it as in its catalogue.
    sizes: sizes.map((size) => (size.toLowerCase() === 'max' ? -1 : Number(size))),
    ...(tail.trim() === '' ? {} : { suffix: tail.trim() }),
    array: array !== undefined,
  };
}

function parsePortableType(
  column: string,
  name: string,
  maxLength: number | undefined,
): ColumnType {
  if (!isPortable(name)) {
    throw fault('invalid_input', {
      reason: `Column "${column}": go_type must be one of ${portableTypes.join(', ')}`,
    });
  }
  return { kind: 'portable', name, ...(maxLength === undefined ? {} : { maxLength }) };
}

const isPortable = (name: string): name is PortableType =>
  (portableTypes as readonly string[]).includes(name);

function parseMaxLength(column: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === 0) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535)
    return value;
  throw fault('invalid_input', { reason: `Column "${column}": max_length must be 1 to 65535` });
}
