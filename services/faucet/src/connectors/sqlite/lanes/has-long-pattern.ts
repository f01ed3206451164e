import type { Statement } from '../../sql/dialect.ts';

/** LIKE takes the product of both lengths in the worst case, and a cell may be as long as it likes. */
const patternMax = 64;

/** Whether a statement compares text with a pattern so long that one large cell could take seconds. */
export const hasLongPattern = ({ sql, params }: Statement): boolean =>
  sql.includes(' LIKE ') &&
  params.some((value) => typeof value === 'string' && value.length > patternMax);
