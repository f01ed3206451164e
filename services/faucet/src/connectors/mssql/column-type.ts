import type { JsonType } from '../../model/schema.ts';

/** Families of types whose values are written and read alike. */
export type TypeKind =
  | 'integer'
  | 'float'
  | 'decimal'
  | 'money'
  | 'bit'
  | 'text'
  /** `text` and `ntext`, which no function takes as they are. */
  | 'long text'
  | 'bytes'
  | 'image'
  /** `datetime`: steps of 1/300 of a second. */
  | 'ticks'
  | 'datetime'
  | 'offset'
  | 'date'
  | 'time'
  | 'uuid'
  | 'xml'
  | 'json'
  | 'spatial'
  | 'hierarchy'
  | 'variant'
  | 'other';

const kinds: ReadonlyMap<string, TypeKind> = new Map<string, TypeKind>([
  ...pairs('integer', 'tinyint smallint int bigint'),
  ...pairs('float', 'float real'),
  ...pairs('decimal', 'decimal numeric'),
  ...pairs('money', 'money smallmoney'),
  ...pairs('bit', 'bit'),
  ...pairs('text', 'char varchar nchar nvarchar sysname'),
  ...pairs('long text', 'text ntext'),
  ...pairs('bytes', 'binary varbinary timestamp rowversion'),
  ...pairs('image', 'image'),
  ...pairs('ticks', 'datetime'),
  ...pairs('datetime', 'datetime2 smalldatetime'),
  ...pairs('offset', 'datetimeoffset'),
  ...pairs('date', 'date'),
  ...pairs('time', 'time'),
  ...pairs('uuid', 'uniqueidentifier'),
  ...pairs('xml', 'xml'),
  ...pairs('json', 'json'),
  ...pairs('spatial', 'geometry geography'),
  ...pairs('hierarchy', 'hierarchyid'),
  ...pairs('variant', 'sql_variant'),
]);

function pairs(kind: TypeKind, names: string): readonly (readonly [string, TypeKind])[] {
  return names.split(' ').map((name) => [name, kind]);
}

/** The family of a type as `db_type` shows it: `nvarchar(40)`, `decimal(10,2)`. */
export const typeKind = (dbType: string): TypeKind =>
  kinds.get(/^\w+/.exec(dbType.toLowerCase())?.[0] ?? '') ?? 'other';

const jsonTypes: Readonly<Record<TypeKind, readonly [JsonType, string]>> = {
  integer: ['integer', 'int32'],
  float: ['number', 'float64'],
  decimal: ['number', 'float64'],
  money: ['number', 'float64'],
  bit: ['boolean', 'bool'],
  text: ['string', 'string'],
  'long text': ['string', 'string'],
  bytes: ['string(byte)', '[]byte'],
  image: ['string(byte)', '[]byte'],
  ticks: ['string(date-time)', 'time.Time'],
  datetime: ['string(date-time)', 'time.Time'],
  offset: ['string(date-time)', 'time.Time'],
  date: ['string(date)', 'time.Time'],
  time: ['string(time)', 'string'],
  uuid: ['string(uuid)', 'string'],
  xml: ['string', 'string'],
  json: ['object', 'interface{}'],
  spatial: ['string', 'interface{}'],
  hierarchy: ['string', 'string'],
  variant: ['string', 'interface{}'],
  other: ['string', 'interface{}'],
};

/** How values of the type look in JSON, and the portable name of the type (contract §9, §15). */
export const portableType = (
  dbType: string,
): { readonly json_type: JsonType; readonly go_type: string } => {
  const [json_type, go_type] = jsonTypes[typeKind(dbType)];
  if (/^bigint/i.test(dbType)) return { json_type, go_type: 'int64' };
  return { json_type, go_type: /^real/i.test(dbType) ? 'float32' : go_type };
};

/** The parts of `sys.columns` and `sys.parameters` that make a type's name. */
export interface TypeParts {
  readonly type: string;
  /** In bytes; -1 is `max`. */
  readonly max_length: number;
  readonly precision: number;
  readonly scale: number;
}

/** The type as DDL would write it. */
export const typeName = ({ type, max_length, precision, scale }: TypeParts): string => {
  const length = max_length === -1 ? 'max' : max_length;
  if (/^n(var)?char$/.test(type)) return `${type}(${length === 'max' ? length : length / 2})`;
  if (/^(var)?(char|binary)$/.test(type)) return `${type}(${length})`;
  if (type === 'decimal' || type === 'numeric') return `${type}(${precision},${scale})`;
  return /^(datetime2|datetimeoffset|time)$/.test(type) ? `${type}(${scale})` : type;
};
