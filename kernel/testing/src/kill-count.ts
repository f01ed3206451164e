/**
 * How often a test kills what it tests: as often as it says, or AQUIFER_TEST_KILLS for a longer proof
 * than everyday tests have time for.
 */
export function killCount(everyday: number): number {
  const asked = process.env['AQUIFER_TEST_KILLS'] ?? '';
  if (asked === '') return everyday;
  const kills = Number(asked);
  if (!Number.isInteger(kills) || kills < 1) {
    throw new Error(`AQUIFER_TEST_KILLS is no number of kills: ${asked}`);
  }
  return kills;
}
