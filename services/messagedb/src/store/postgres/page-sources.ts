import type { ConsumerGroup } from '../../consumers/consumer-group.ts';
import type { PageSource } from './page-statement.ts';

/**
 * Ranges are comparisons of rows, `(stream_name, position) >= (…)`, which an index answers in order.
 * An equality would mean the same, but without statistics, as after a restore, the planner takes it
 * for so selective that it fetches all of the stream and sorts it.
 */
const rangeOf =
  (column: string, key: string): PageSource['range'] =>
  (from) =>
    `(${column}, ${key}) >= ($3, ${from}) AND ${column} <= $3`;

const category = "split_part(stream_name, '-', 1)";

/** The absolute value after the remainder: before, it overflows for −2^63. */
const isMember = (member: string, size: string): string =>
  `abs(mod(cardinal_hash, ${size}::bigint)) = ${member}::bigint`;

type Range = Pick<PageSource, 'order' | 'range' | 'key'>;

const ofStream: Range = {
  key: 'position',
  order: 'stream_name, position',
  range: rangeOf('stream_name', 'position'),
};
const ofCategory: Range = {
  key: 'global_position',
  order: `${category}, global_position`,
  range: rangeOf(category, 'global_position'),
};
const ofCorrelation: Range = {
  key: 'global_position',
  order: 'correlation, global_position',
  range: rangeOf('correlation', 'global_position'),
};
const ofAll: Range = {
  key: 'global_position',
  order: 'global_position',
  range: (from) => `global_position >= ${from}`,
};

/** Which messages a page shows. */
export interface PageFilter {
  readonly streamName?: string;
  /** Empty or missing: every category. */
  readonly category?: string;
  readonly correlation?: string | undefined;
  readonly consumerGroup?: ConsumerGroup | undefined;
}

/** Where to look for these messages, which of those found to show, and the values for both. */
export function pageSource(filter: PageFilter): {
  readonly source: Range & Pick<PageSource, 'filter'>;
  readonly values: readonly (string | number)[];
} {
  const { streamName, correlation, consumerGroup } = filter;
  const values: (string | number)[] = [];
  const parameter = (value: string | number): string => `$${values.push(value) + 2}`;
  const [range, name] = rangeFor(filter);
  if (name !== undefined) values.push(name);
  const conditions: string[] = [];
  const isCategoryLeft = streamName === undefined && correlation !== undefined && filter.category;
  if (isCategoryLeft) conditions.push(`${category} = ${parameter(isCategoryLeft)}`);
  if (consumerGroup !== undefined) {
    conditions.push(isMember(parameter(consumerGroup.member), parameter(consumerGroup.size)));
  }
  const condition = conditions.length === 0 ? undefined : conditions.join(' AND ');
  return { source: { ...range, filter: condition }, values };
}

/** The index that leaves the least to look at, and what to look up in it. */
function rangeFor({ streamName, correlation, category: name }: PageFilter): [Range, string?] {
  if (streamName !== undefined) return [ofStream, streamName];
  if (correlation !== undefined) return [ofCorrelation, correlation];
  return name === undefined || name === '' ? [ofAll] : [ofCategory, name];
}
