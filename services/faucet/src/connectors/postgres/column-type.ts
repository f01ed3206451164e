import type { JsonType } from '../../model/schema.ts';

/** Families of types whose values are written and read alike. */
export type TypeKind =
  | 'integer'
  | 'float'
  | 'numeric'
  | 'money'
  | 'boolean'
  | 'text'
  | 'enum'
  | 'uuid'
  | 'bytea'
  | 'timestamp'
  | 'timestamptz'
  | 'date'
  | 'time'
  | 'json'
  | 'composite'
  /** Would become an object by its own cast to json, but is written as text. */
  | 'hstore'
  | 'void'
  /** Shown and read as PostgreSQL's own text: ranges, geometry, extensions. */
  | 'other';

export interface ColumnType {
  readonly kind: TypeKind;
  readonly array: boolean;
}

/** By the name `format_type` gives, without sizes. */
const builtIn: ReadonlyMap<string, TypeKind> = new Map<string, TypeKind>([
  ['smallint', 'integer'],
  ['integer', 'integer'],
  ['bigint', 'integer'],
  ['oid', 'integer'],
  ['real', 'float'],
  ['double precision', 'float'],
  ['numeric', 'numeric'],
  ['money', 'money'],
  ['boolean', 'boolean'],
  ['text', 'text'],
  ['character varying', 'text'],
  ['character', 'text'],
  ['bpchar', 'text'],
  ['"char"', 'text'],
  ['name', 'text'],
  ['citext', 'text'],
  ['uuid', 'uuid'],
  ['bytea', 'bytea'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
  ['date', 'date'],
  ['time without time zone', 'time'],
  ['time with time zone', 'time'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['record', 'composite'],
  ['void', 'void'],
]);

/**
 * The types of one database. The built-in ones are known by name; domains, enumerations and
 * composite types are learned when the schema is read, under the name columns show.
 */
export interface TypeCatalog {
  /** `name` and what it stands for. */
  learn(name: string, type: ColumnType): void;
  /** What a column of this `db_type` holds. */
  find(dbType: string): ColumnType;
}

/** An empty catalog that knows the built-in types. */
export const createTypeCatalog = (): TypeCatalog => {
  const learned = new Map<string, ColumnType>();
  // Every statement asks for the type of every column it reads.
  const found = new Map<string, ColumnType>();
  return {
    learn: (name, type) => {
      learned.set(name, type);
      found.clear();
    },
    find: (dbType) => {
      const known = found.get(dbType);
      if (known !== undefined) return known;
      const type = readType(dbType, learned);
      found.set(dbType, type);
      return type;
    },
  };
};

const readType = (dbType: string, learned: ReadonlyMap<string, ColumnType>): ColumnType => {
  const array = dbType.endsWith('[]');
  const name = array ? dbType.slice(0, -2) : dbType;
  const own = learned.get(name);
  if (own !== undefined) return { kind: own.kind, array: array || own.array };
  const plain = name.replace(/\([\d, -]+\)/, '').replace(/ +/g, ' ');
  return { kind: builtIn.get(plain) ?? otherKind(plain), array };
};

const otherKind = (name: string): TypeKind => (/(^|\.)hstore$/.test(name) ? 'hstore' : 'other');

const kindTypes: Readonly<Record<TypeKind, readonly [JsonType, string]>> = {
  integer: ['integer', 'int64'],
  float: ['number', 'float64'],
  numeric: ['number', 'float64'],
  money: ['string', 'string'],
  boolean: ['boolean', 'bool'],
  text: ['string', 'string'],
  enum: ['string', 'string'],
  uuid: ['string(uuid)', 'string'],
  bytea: ['string(byte)', '[]byte'],
  timestamp: ['string(date-time)', 'time.Time'],
  timestamptz: ['string(date-time)', 'time.Time'],
  date: ['string(date)', 'time.Time'],
  time: ['string(time)', 'string'],
  json: ['object', 'interface{}'],
  composite: ['object', 'interface{}'],
  hstore: ['string', 'string'],
  void: ['string', 'interface{}'],
  other: ['string', 'string'],
};

/** How values of the type look in JSON, and the portable name of the type (contract §9, §15). */
export const portableType = (
  type: ColumnType,
  dbType: string,
): { readonly json_type: JsonType; readonly go_type: string } => {
  if (type.array) return { json_type: 'array', go_type: 'interface{}' };
  const [json_type, go_type] = kindTypes[type.kind];
  if (dbType === 'integer' || dbType === 'smallint') return { json_type, go_type: 'int32' };
  return { json_type, go_type: dbType === 'real' ? 'float32' : go_type };
};
