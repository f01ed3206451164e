import { sqliteErrorCode, type SqliteDatabase } from '@aquifer/sqlite';
import { AnswerTooLarge } from '../sql/answer-size.ts';

/**
 * Runs a read whose answer is held in memory. SQLite itself stops making a text that is too large,
 * before it is there. Throws AnswerTooLarge.
 */
export const bounded = <T>(
  database: SqliteDatabase,
  bytesMax: number | undefined,
  read: () => T,
): T => {
  database.limitLength(bytesMax);
  try {
    return read();
  } catch (error) {
    if (bytesMax === undefined || sqliteErrorCode(error) !== 'too_big') throw error;
    throw new AnswerTooLarge(bytesMax, { cause: error });
  }
};
