import type { PostgresTransaction } from '@aquifer/postgres';
import { jsonDepthMax, storedNameBytesMax } from '../../../model/limits.ts';

/**
 * What message-db stores and an import would refuse, each as SQL about its table. It is refused before
 * anything is changed: in a namespace such messages could be read, but no export of it would ever come
 * back whole, and that would show on the day of the restore. What an import takes beyond what writers
 * may give, long names and no data, is not here, for it is kept as it is.
 */
const unfit: readonly { readonly rule: string; readonly condition: string }[] = [
  { rule: 'an empty stream name', condition: `stream_name = ''` },
  {
    rule: `a stream name of more than ${storedNameBytesMax} bytes`,
    condition: `octet_length(stream_name) > ${storedNameBytesMax}`,
  },
  { rule: 'an empty type', condition: `type = ''` },
  {
    rule: 'data that is neither an object nor null',
    condition: isOther('data'),
  },
  {
    rule: 'metadata that is neither an object nor null',
    condition: isOther('metadata'),
  },
  {
    rule: `values nested deeper than ${jsonDepthMax} levels`,
    condition: either(isDeep),
  },
  {
    rule: 'a number beyond what a double holds',
    condition: either(hasHugeNumber),
  },
  {
    rule: 'a time outside of the years 0001 to 9999',
    condition: `time < '0001-01-01' OR time >= '10000-01-01'`,
  },
  {
    rule: 'a position that is negative or beyond 2^53',
    condition: `position NOT BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}
      OR global_position NOT BETWEEN 1 AND ${Number.MAX_SAFE_INTEGER}`,
  },
];

/** A sentence for each kind of messages that do not fit, with where to look; empty when all do. */
export async function findUnfit(
  transaction: PostgresTransaction,
  table: string,
): Promise<readonly string[]> {
  const columns = unfit.map(
    ({ condition }, index) => `
      count(*) FILTER (WHERE ${condition}) AS count_${index},
      min(global_position) FILTER (WHERE ${condition}) AS first_${index}`,
  );
  const found = await transaction.one(`SELECT ${columns.join()} FROM ${table}`);
  return unfit.flatMap(({ rule }, index) => {
    const count = Number(found?.[`count_${index}`]);
    const first = String(found?.[`first_${index}`]);
    return count === 0
      ? []
      : [`Messages with ${rule}: ${count}, the first at global position ${first}`];
  });
}

function isOther(column: string): string {
  return `jsonb_typeof(${column}) NOT IN ('object', 'null')`;
}

/** Levels are looked for only where there are characters enough for the brackets of so many. */
function isDeep(column: string): string {
  const path = `strict $.**{${jsonDepthMax}} ? (@.type() == "object" || @.type() == "array")`;
  return `octet_length(${column}::text) > ${2 * jsonDepthMax} AND ${column} @? '${path}'`;
}

/** Written out, as `jsonb` writes its numbers, one has more than 300 digits. */
function hasHugeNumber(column: string): string {
  const max = Number.MAX_VALUE;
  const path = `strict $.** ? (@ > ${max} || @ < -${max})`;
  return `octet_length(${column}::text) > 300 AND ${column} @? '${path}'`;
}

function either(condition: (column: string) => string): string {
  return `(${condition('data')}) OR (${condition('metadata')})`;
}
