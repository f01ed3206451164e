import type { Column, JsonType } from '../../model/schema.ts';

/** Families of types whose values are written and read alike. */
export type TypeKind =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'text'
  | 'binary'
  | 'date'
  | 'time'
  /** Without a zone: read and written as UTC. */
  | 'timestamp ntz'
  | 'timestamp ltz'
  | 'timestamp tz'
  | 'variant'
  | 'object'
  | 'array'
  | 'geography'
  | 'geometry'
  | 'other';

const kinds: ReadonlyMap<string, TypeKind> = new Map<string, TypeKind>([
  ...pairs('float', 'FLOAT FLOAT4 FLOAT8 DOUBLE REAL'),
  ...pairs('integer', 'INT INTEGER BIGINT SMALLINT TINYINT BYTEINT'),
  ...pairs('boolean', 'BOOLEAN'),
  ...pairs('text', 'TEXT VARCHAR CHAR CHARACTER STRING NCHAR NVARCHAR'),
  ...pairs('binary', 'BINARY VARBINARY'),
  ...pairs('date', 'DATE'),
  ...pairs('time', 'TIME'),
  ...pairs('timestamp ntz', 'TIMESTAMP_NTZ DATETIME TIMESTAMP'),
  ...pairs('timestamp ltz', 'TIMESTAMP_LTZ'),
  ...pairs('timestamp tz', 'TIMESTAMP_TZ'),
  ...pairs('variant', 'VARIANT'),
  ...pairs('object', 'OBJECT MAP'),
  ...pairs('array', 'ARRAY VECTOR'),
  ...pairs('geography', 'GEOGRAPHY'),
  ...pairs('geometry', 'GEOMETRY'),
]);

function pairs(kind: TypeKind, names: string): readonly (readonly [string, TypeKind])[] {
  return names.split(' ').map((name) => [name, kind]);
}

/** The family of a type as `db_type` shows it: `NUMBER(10,2)`, `TEXT(40)`. */
export const typeKind = (dbType: string): TypeKind => {
  const type = dbType.toUpperCase();
  if (/^(NUMBER|DECIMAL|NUMERIC)\b/.test(type)) {
    return /,\s*[1-9]\d*\)/.test(type) ? 'decimal' : 'integer';
  }
  // A decimal float of 38 digits.
  if (type.startsWith('DECFLOAT')) return 'decimal';
  return kinds.get(/^\w+/.exec(type)?.[0] ?? '') ?? 'other';
};

/** The family of a column; a column made up for an aggregate has no type but its JSON's. */
export const kindOf = ({ db_type, json_type }: Pick<Column, 'db_type' | 'json_type'>): TypeKind => {
  if (db_type !== '') return typeKind(db_type);
  return json_type === 'integer' ? 'integer' : 'float';
};

const jsonTypes: Readonly<Record<TypeKind, readonly [JsonType, string]>> = {
  integer: ['integer', 'int64'],
  decimal: ['number', 'float64'],
  float: ['number', 'float64'],
  boolean: ['boolean', 'bool'],
  text: ['string', 'string'],
  binary: ['string(byte)', '[]byte'],
  date: ['string(date)', 'time.Time'],
  time: ['string(time)', 'string'],
  'timestamp ntz': ['string(date-time)', 'time.Time'],
  'timestamp ltz': ['string(date-time)', 'time.Time'],
  'timestamp tz': ['string(date-time)', 'time.Time'],
  variant: ['object', 'interface{}'],
  object: ['object', 'interface{}'],
  array: ['array', 'interface{}'],
  geography: ['string', 'interface{}'],
  geometry: ['string', 'interface{}'],
  other: ['string', 'interface{}'],
};

/** How values of the type look in JSON, and the portable name of the type (contract §9, §15). */
export const portableType = (
  dbType: string,
): { readonly json_type: JsonType; readonly go_type: string } => {
  const [json_type, go_type] = jsonTypes[typeKind(dbType)];
  const digits = Number(/^NUMBER\((\d+)/i.exec(dbType)?.[1] ?? 0);
  const isSmall = go_type === 'int64' && digits > 0 && digits < 10;
  return { json_type, go_type: isSmall ? 'int32' : go_type };
};

/** The columns of INFORMATION_SCHEMA.COLUMNS that make a type's name; numbers are text. */
export interface TypeParts {
  readonly data_type: string;
  readonly max_length: string | null;
  readonly precision: string | null;
  readonly scale: string | null;
  readonly time_digits: string | null;
}

/** What the length of a TEXT is when nobody said one, before and since 2025. */
const unlimited: ReadonlySet<string> = new Set(['16777216', '134217728']);

/** The type as DDL would write it. */
export const typeName = (parts: TypeParts): string => {
  const { data_type: type, max_length: length } = parts;
  if (type === 'NUMBER') return `NUMBER(${parts.precision ?? 38},${parts.scale ?? 0})`;
  if (type === 'TEXT') {
    return length === null || unlimited.has(length) ? 'VARCHAR' : `VARCHAR(${length})`;
  }
  const isTimed = type === 'TIME' || type.startsWith('TIMESTAMP');
  return isTimed && parts.time_digits !== null ? `${type}(${parts.time_digits})` : type;
};
