import type { JsonType } from '../../model/schema.ts';

/** Families of types whose values are written and read alike. */
export type TypeKind =
  | 'integer'
  | 'float'
  | 'decimal'
  /** `tinyint(1)`: called boolean, but holds numbers. */
  | 'tinyint'
  | 'boolean'
  | 'bits'
  | 'text'
  | 'bytes'
  | 'datetime'
  | 'date'
  | 'time'
  | 'json'
  | 'geometry'
  | 'other';

const kinds: ReadonlyMap<string, TypeKind> = new Map<string, TypeKind>([
  ...pairs('integer', 'tinyint smallint mediumint int integer bigint year'),
  ...pairs('float', 'float double'),
  ...pairs('decimal', 'decimal numeric'),
  ...pairs('text', 'char varchar tinytext text mediumtext longtext enum set'),
  ...pairs('bytes', 'binary varbinary tinyblob blob mediumblob longblob'),
  ...pairs('datetime', 'datetime timestamp'),
  ...pairs('date', 'date'),
  ...pairs('time', 'time'),
  ...pairs('json', 'json'),
  ...pairs(
    'geometry',
    'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection',
  ),
]);

function pairs(kind: TypeKind, names: string): readonly (readonly [string, TypeKind])[] {
  return names.split(' ').map((name) => [name, kind]);
}

/** The family of a column's type as `COLUMN_TYPE` shows it: `bigint(20) unsigned`, `enum('a')`. */
export const typeKind = (dbType: string): TypeKind => {
  const type = dbType.toLowerCase();
  if (type.startsWith('tinyint(1)')) return 'tinyint';
  if (/^bit\b/.test(type)) return type === 'bit(1)' || type === 'bit' ? 'boolean' : 'bits';
  return kinds.get(/^\w+/.exec(type)?.[0] ?? '') ?? 'other';
};

const jsonTypes: Readonly<Record<TypeKind, readonly [JsonType, string]>> = {
  integer: ['integer', 'int32'],
  float: ['number', 'float64'],
  decimal: ['number', 'float64'],
  tinyint: ['boolean', 'bool'],
  boolean: ['boolean', 'bool'],
  bits: ['integer', 'int64'],
  text: ['string', 'string'],
  bytes: ['string(byte)', '[]byte'],
  datetime: ['string(date-time)', 'time.Time'],
  date: ['string(date)', 'time.Time'],
  time: ['string(time)', 'string'],
  json: ['object', 'interface{}'],
  geometry: ['string', 'interface{}'],
  other: ['string', 'interface{}'],
};

/** How values of the type look in JSON, and the portable name of the type (contract §9, §15). */
export const portableType = (
  dbType: string,
): { readonly json_type: JsonType; readonly go_type: string } => {
  if (/^uuid\b/i.test(dbType)) return { json_type: 'string(uuid)', go_type: 'string' };
  const [json_type, go_type] = jsonTypes[typeKind(dbType)];
  if (/^bigint|^int.*unsigned/i.test(dbType)) return { json_type, go_type: 'int64' };
  return { json_type, go_type: /^float/i.test(dbType) ? 'float32' : go_type };
};

/** The words of `enum('a','b''c')`, in order. */
export const enumValues = (dbType: string): readonly string[] | undefined => {
  if (!/^enum\(/i.test(dbType)) return undefined;
  return [...dbType.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) =>
    word.replaceAll("''", "'"),
  );
};
