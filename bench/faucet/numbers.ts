/** The middle of an odd number of rounds; the upper middle of an even one. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** `3.4×`. */
export const ratioText = (ours: number, theirs: number): string => `${(ours / theirs).toFixed(1)}×`;
