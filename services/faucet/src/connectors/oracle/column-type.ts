import type { Column, JsonType } from '../../model/schema.ts';

/** Families of types whose values are written and read alike. */
export type TypeKind =
  /** NUMBER without digits after the point, or without a scale. */
  | 'integer'
  | 'decimal'
  /** FLOAT: a NUMBER with a binary precision. */
  | 'float'
  | 'binary float'
  | 'boolean'
  | 'text'
  /** CHAR and NCHAR: filled with blanks. */
  | 'padded'
  | 'clob'
  | 'raw'
  | 'blob'
  /** DATE, which has a time of day. */
  | 'date'
  | 'timestamp'
  | 'timestamp tz'
  | 'timestamp ltz'
  | 'day interval'
  | 'year interval'
  | 'json'
  /** JSON in a text column with a check. */
  | 'json text'
  | 'rowid'
  | 'xml'
  | 'geometry'
  | 'other';

/** The family of a column; a column made up for an aggregate has no type but its JSON's. */
export const kindOf = ({ db_type, json_type }: Pick<Column, 'db_type' | 'json_type'>): TypeKind => {
  const kind = typeKind(db_type);
  if (json_type === 'object' && (kind === 'text' || kind === 'clob')) return 'json text';
  if (db_type !== '') return kind;
  return json_type === 'integer' ? 'integer' : 'float';
};

/** The family of a type as `db_type` shows it: `NUMBER(10,2)`, `TIMESTAMP(6) WITH TIME ZONE`. */
export const typeKind = (dbType: string): TypeKind => {
  const type = dbType.toUpperCase();
  if (type.startsWith('NUMBER')) return /,\s*[1-9]\d*\)/.test(type) ? 'decimal' : 'integer';
  if (type.startsWith('TIMESTAMP')) {
    if (type.includes('LOCAL')) return 'timestamp ltz';
    return type.includes('WITH TIME ZONE') ? 'timestamp tz' : 'timestamp';
  }
  if (type.startsWith('INTERVAL')) return type.includes('YEAR') ? 'year interval' : 'day interval';
  return kinds[/^[\w/ ]+/.exec(type)?.[0].trim() ?? ''] ?? 'other';
};

const kinds: Readonly<Record<string, TypeKind>> = {
  INTEGER: 'integer',
  PLS_INTEGER: 'integer',
  BINARY_INTEGER: 'integer',
  FLOAT: 'float',
  BINARY_FLOAT: 'binary float',
  BINARY_DOUBLE: 'binary float',
  BOOLEAN: 'boolean',
  'PL/SQL BOOLEAN': 'boolean',
  VARCHAR2: 'text',
  NVARCHAR2: 'text',
  VARCHAR: 'text',
  CHAR: 'padded',
  NCHAR: 'padded',
  CLOB: 'clob',
  NCLOB: 'clob',
  RAW: 'raw',
  BLOB: 'blob',
  DATE: 'date',
  JSON: 'json',
  ROWID: 'rowid',
  UROWID: 'rowid',
  XMLTYPE: 'xml',
  SDO_GEOMETRY: 'geometry',
};

const jsonTypes: Readonly<Record<TypeKind, readonly [JsonType, string]>> = {
  integer: ['integer', 'int64'],
  decimal: ['number', 'float64'],
  float: ['number', 'float64'],
  'binary float': ['number', 'float64'],
  boolean: ['boolean', 'bool'],
  text: ['string', 'string'],
  padded: ['string', 'string'],
  clob: ['string', 'string'],
  raw: ['string(byte)', '[]byte'],
  blob: ['string(byte)', '[]byte'],
  date: ['string(date-time)', 'time.Time'],
  timestamp: ['string(date-time)', 'time.Time'],
  'timestamp tz': ['string(date-time)', 'time.Time'],
  'timestamp ltz': ['string(date-time)', 'time.Time'],
  'day interval': ['string', 'string'],
  'year interval': ['string', 'string'],
  json: ['object', 'interface{}'],
  'json text': ['object', 'interface{}'],
  rowid: ['string', 'string'],
  xml: ['string', 'string'],
  geometry: ['string', 'interface{}'],
  other: ['object', 'interface{}'],
};

/** How values of the type look in JSON, and the portable name of the type (contract §9, §15). */
export const portableType = (
  dbType: string,
): { readonly json_type: JsonType; readonly go_type: string } => {
  const [json_type, go_type] = jsonTypes[typeKind(dbType)];
  const digits = Number(/^NUMBER\((\d+)/i.exec(dbType)?.[1] ?? 0);
  if (go_type === 'int64' && digits > 0 && digits < 10) return { json_type, go_type: 'int32' };
  return { json_type, go_type: /^BINARY_FLOAT/i.test(dbType) ? 'float32' : go_type };
};

/** The columns of ALL_TAB_COLS that make a type's name. */
export interface TypeParts {
  readonly data_type: string;
  /** In bytes. */
  readonly data_length: string | null;
  readonly char_length: string | null;
  readonly data_precision: string | null;
  readonly data_scale: string | null;
}

/** The type as DDL would write it. */
export const typeName = (parts: TypeParts): string => {
  const { data_type: type, data_precision: precision, data_scale: scale } = parts;
  if (type === 'NUMBER') {
    if (precision === null) return scale === '0' ? 'NUMBER(38)' : 'NUMBER';
    return scale === null || scale === '0'
      ? `NUMBER(${precision})`
      : `NUMBER(${precision},${scale})`;
  }
  if (type === 'FLOAT') return precision === null ? type : `FLOAT(${precision})`;
  if (/^N?(VAR)?CHAR2?$/.test(type)) return sized(type, parts.char_length);
  return type === 'RAW' || type === 'UROWID' ? sized(type, parts.data_length) : type;
};

const sized = (type: string, size: string | null): string =>
  size === null || size === '0' ? type : `${type}(${size})`;
