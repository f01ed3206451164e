import type { JsonType } from '../../model/schema.ts';

/** How the values of a declared type look in JSON, and the portable name of the type. */
export interface ColumnKind {
  readonly json_type: JsonType;
  readonly go_type: string;
  readonly max_length?: number;
}

/**
 * SQLite takes any word for a type; what it means is found by the words in it, in this order
 * (contract §15, the rules of https://sqlite.org/datatype3.html §3.1 and then the usual names).
 */
const words: readonly (readonly [RegExp, JsonType, string])[] = [
  [/INT/, 'integer', 'int64'],
  [/CHAR|CLOB|TEXT/, 'string', 'string'],
  [/BLOB/, 'string(byte)', '[]byte'],
  [/REAL|FLOA|DOUB/, 'number', 'float64'],
  [/BOOL/, 'boolean', 'bool'],
  [/DATE|TIME/, 'string(date-time)', 'time.Time'],
  [/NUM|DEC|MONEY/, 'number', 'float64'],
  [/JSON/, 'object', 'interface{}'],
  [/^(UUID|GUID|UNIQUEIDENTIFIER)$/, 'string(uuid)', 'string'],
];

/** The kind of a declared type; a column without one holds anything. */
export const columnKind = (declared: string): ColumnKind => {
  const name = declared.toUpperCase();
  if (name === '') return { json_type: 'string(byte)', go_type: '[]byte' };
  const [, json_type, go_type] = words.find(([word]) => word.test(name)) ?? [
    /./,
    'string',
    'string',
  ];
  const length = json_type === 'string' ? /\(\s*(\d+)\s*\)/.exec(name)?.[1] : undefined;
  return {
    json_type,
    go_type,
    ...(length && { max_length: Number(length) }),
  };
};

/** Whether the type promises decimal digits, which SQLite keeps only as far as a double does. */
export const isDecimalType = (declared: string): boolean => /NUM|DEC|MONEY/i.test(declared);
