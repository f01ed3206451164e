import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Statement } from '../../sql/dialect.ts';
import { smallTableRows, type TableFacts } from '../table-facts.ts';
import { hasLongPattern } from './has-long-pattern.ts';
import type { Pace } from './pace.ts';
import { type Extent, type Reach, reachOf } from './reach.ts';

/** Decides where statements run. */
export interface Judge {
  /** Whether a read takes a millisecond or two at most, as far as can be known. */
  isCheapRead(statement: Statement, extent: Extent): boolean;
  /** What a statement looks at; known for a statement's text. */
  reach(statement: Statement, extent: Extent): Reach;
  /** Forgets everything, after a change of the schema. */
  forget(): void;
}

/** Rows a read may walk along an index: what `offset` skips is walked as well. */
const walkedRowsMax = 5000;
const keysMax = 1000;
const reachesMax = 2000;

/** Judges by SQLite's own query plan, the size of the table and how long runs took before. */
export const createJudge = (database: SqliteDatabase, facts: TableFacts, pace: Pace): Judge => {
  const reaches = new Map<string, Reach>();
  const reach = (statement: Statement, extent: Extent): Reach => {
    let found = reaches.get(statement.sql);
    if (found === undefined) {
      found = reachOf(database, statement, extent);
      if (reaches.size >= reachesMax) reaches.clear();
      reaches.set(statement.sql, found);
    }
    return found;
  };
  const looksAtFew = (statement: Statement, extent: Extent): boolean => {
    const found = reach(statement, extent);
    if (found === 'keys' && statement.params.length <= keysMax) return true;
    if (found === 'walk' && (extent.stopsAfter ?? Infinity) <= walkedRowsMax) return true;
    return facts.size(extent.table.name) <= smallTableRows;
  };
  return {
    isCheapRead: (statement, extent) =>
      !pace.isSlow(statement.sql) &&
      facts.isOrdinary(extent.table) &&
      !hasLongPattern(statement) &&
      looksAtFew(statement, extent),
    reach,
    forget: () => reaches.clear(),
  };
};
