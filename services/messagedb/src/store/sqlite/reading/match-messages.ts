import type { SqliteDatabase, SqliteParameter } from '@aquifer/sqlite';
import type { CategoryQuery } from '../../message-store.ts';

/** The messages of a category or of all that a query wants, within a window. */
export interface Match {
  /** `FROM … WHERE …` */
  readonly from: string;
  readonly parameters: readonly SqliteParameter[];
  /** Global position after the window; undefined when it reaches to the end of the log. */
  readonly end: number | undefined;
}

/**
 * How many messages a filtered read looks at before others get a turn: one that matches may be the
 * millionth.
 */
export const WINDOW = 10_000;

export function matchMessages(
  database: SqliteDatabase,
  query: Omit<CategoryQuery, 'limit'>,
): Match {
  const { category, from, correlation, consumerGroup } = query;
  // The index is named, since SQLite knows nothing of the sizes of ours and might choose the id's.
  const index =
    correlation === undefined
      ? category === ''
        ? 'NOT INDEXED'
        : 'INDEXED BY messages_category'
      : 'INDEXED BY messages_correlation';
  const narrow = narrowest(query);
  const conditions = [...narrow.conditions, 'global_position >= ?'];
  const parameters: SqliteParameter[] = [...narrow.parameters, from];
  if (correlation === undefined && consumerGroup === undefined) {
    return { from: fromWhere(index, conditions), parameters, end: undefined };
  }
  const end = database.value<number>(
    `SELECT global_position ${fromWhere(index, conditions)}
     ORDER BY global_position LIMIT 1 OFFSET ${WINDOW}`,
    parameters,
  );
  conditions.push('global_position < ?');
  parameters.push(end ?? Number.MAX_SAFE_INTEGER);
  if (correlation !== undefined && category !== '') {
    conditions.push('category = ?');
    parameters.push(category);
  }
  if (consumerGroup !== undefined) {
    // The remainder first: abs(−2^63) is an error in SQLite.
    conditions.push('abs(cardinal_hash % ?) = ?');
    parameters.push(consumerGroup.size, consumerGroup.member);
  }
  return { from: fromWhere(index, conditions), parameters, end };
}

/** The condition that an index answers, in whose order a window is measured. */
function narrowest({ category, correlation }: Omit<CategoryQuery, 'limit'>): {
  readonly conditions: readonly string[];
  readonly parameters: readonly SqliteParameter[];
} {
  if (correlation !== undefined) {
    return { conditions: ['correlation = ?'], parameters: [correlation] };
  }
  if (category !== '') return { conditions: ['category = ?'], parameters: [category] };
  return { conditions: [], parameters: [] };
}

function fromWhere(index: string, conditions: readonly string[]): string {
  return `FROM messages ${index} WHERE ${conditions.join(' AND ')}`;
}
