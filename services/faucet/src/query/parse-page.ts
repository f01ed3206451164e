import { fault } from '../faults.ts';

/** Rows a read answers with when it does not say. */
export const limitDefault = 25;
/** Rows one answer has at most; a larger `limit` is cut to it. */
export const limitMax = 1000;

export interface Page {
  /** `all` is for streams only. */
  readonly limit: number | 'all';
  readonly offset: number;
}

/**
 * `limit` and `offset` as contract §8.2 has them: text that is no number counts as absent, a
 * limit of 0 or less is refused since no caller means "everything" by it.
 */
export const parsePage = (limit: string | undefined, offset: string | undefined): Page => ({
  limit: parseLimit(limit),
  offset: parseOffset(offset),
});

/** `true` or `1`. */
export const parseSwitch = (text: string | undefined): boolean => text === 'true' || text === '1';

const wholeNumber = /^[+-]?\d+$/;

const parseLimit = (text: string | undefined): number | 'all' => {
  const given = text?.trim() ?? '';
  if (given.toLowerCase() === 'all') return 'all';
  if (!wholeNumber.test(given)) return limitDefault;
  const limit = Number(given);
  if (limit < 1) {
    throw fault('invalid_parameter', {
      parameter: 'limit',
      reason: `it must be between 1 and ${limitMax}, got ${given.slice(0, 20)}`,
    });
  }
  return Math.min(limit, limitMax);
};

const parseOffset = (text: string | undefined): number => {
  const given = text?.trim() ?? '';
  if (!wholeNumber.test(given)) return 0;
  const offset = Number(given);
  if (offset > Number.MAX_SAFE_INTEGER) {
    throw fault('invalid_parameter', {
      parameter: 'offset',
      reason: `it must be at most ${Number.MAX_SAFE_INTEGER}`,
    });
  }
  return Math.max(offset, 0);
};
