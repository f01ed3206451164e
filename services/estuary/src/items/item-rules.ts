/**
 * Bounds of an item's fields (contract §7.2), in Unicode code points after trimming. What reads
 * requests and what describes them share these.
 */
export const NAME_MAX = 255;
export const DESCRIPTION_MAX = 1_000;
