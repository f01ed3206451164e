import { sqliteErrorDetail, type SqliteErrorDetail } from '@aquifer/sqlite';
import { AnswerTooLarge } from '../sql/answer-size.ts';

/** How a job failed, as data, to cross a process boundary; without `detail` it is a mistake of ours. */
export interface JobFailure {
  readonly detail?: SqliteErrorDetail;
  /** The error's own words, for the log. */
  readonly message: string;
  /** The answer was larger than this. */
  readonly answerBytesMax?: number;
}

/** The failure of a job from what it threw. */
export const jobFailure = (error: unknown): JobFailure => {
  const detail = sqliteErrorDetail(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    message,
    ...(detail !== undefined && { detail }),
    ...(error instanceof AnswerTooLarge && { answerBytesMax: error.bytesMax }),
  };
};
