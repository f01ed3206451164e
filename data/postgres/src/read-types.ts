import pg, { type CustomTypesConfig } from 'pg';

/** Every column as the server's text; null stays null. */
export const textTypes: CustomTypesConfig = { getTypeParser: (() => asText) as GetTypeParser };

/**
 * Exact values: int8 as bigint, numeric and everything with a date or a time as text, because a
 * double and a Date cannot hold them. The rest as the driver does: int4 and float8 as number, json
 * parsed, bytea as Buffer, arrays of these.
 */
export const nativeTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number) => exactParsers.get(oid) ?? driverParser(oid)) as GetTypeParser,
};

type GetTypeParser = CustomTypesConfig['getTypeParser'];
type Parser = (value: string) => unknown;

function driverParser(oid: number): Parser {
  return pg.types.getTypeParser(oid, 'text') as Parser;
}

/** Type object ids that never change (src/include/catalog/pg_type.dat). */
const int8 = 20;
const int8Array = 1016;
const textArray = 1009;
const timeTypes = [1082, 1083, 1114, 1184, 1186, 1266];
const timeArrays = [1182, 1183, 1115, 1185, 1187, 1270];
const numericArray = 1231;

function asText(value: string): string {
  return value;
}

const parseTextArray = driverParser(textArray);

/** Arrays may be nested, and hold nulls. */
function mapArray(value: unknown, convert: (text: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapArray(item, convert));
  return typeof value === 'string' ? convert(value) : value;
}

const exactParsers = new Map<number, Parser>([
  [int8, BigInt],
  [int8Array, (value) => mapArray(parseTextArray(value), BigInt)],
  [numericArray, parseTextArray],
  ...timeTypes.map((oid) => [oid, asText] as const),
  ...timeArrays.map((oid) => [oid, parseTextArray] as const),
]);
