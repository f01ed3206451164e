import type { Retention } from '../../../src/store/retention.ts';

/** Long enough for everything that is not about it. */
export const KEEP_ALL: Retention = { changesMax: 1_000_000, ageMax: 7 * 86_400_000 };
